import { scaleToUnitLength, type Value } from "@downhill/ir";
import { defineLoss } from "../definition.ts";
import { choice } from "../parameterFields.ts";
import { weightingFields } from "./weightingFields.ts";

export const cosineSimilarity = defineLoss({
  kind: "cosineSimilarity",
  label: "Cosine similarity",
  summary: "The angle between prediction and truth, whatever their lengths.",
  fitsWhen: "the target is a vector whose direction matters, such as an embedding.",
  formula: "−cos(t, p), or 1 − cos(t, p)",
  keywords: ["cosine", "angle", "direction", "embedding", "distance"],
  parameters: {
    form: choice(
      { keras: "−cosine (Keras)", pytorch: "1 − cosine (PyTorch)" },
      { label: "Form", help: "Both have the same gradient; the second is 0 where the directions agree.", default: "keras" },
    ),
    ...weightingFields,
  },
  isForNumbers: true,
  check(signature) {
    if ((signature.shape.at(-1) ?? 1) > 1) return null;
    return {
      code: "loss-needs-vector",
      message: `Cosine similarity compares directions, but ${signature.name} is a single number, which has none. Choose Mean squared error.`,
    };
  },
  impliedActivation: () => null,
  lower({ builder, prediction, truth }, { form }) {
    // A vector of almost no length keeps its direction and stays short.
    const direction = (x: Value) => scaleToUnitLength(builder, x, [-1]);
    const cosine = builder.sum(builder.mul(direction(truth), direction(prediction)), [-1]);
    return form === "keras" ? builder.neg(cosine) : builder.sub(1, cosine);
  },
});
