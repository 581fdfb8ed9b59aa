import { defineOptimizer } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { getSlot } from "./sharedFields.ts";

const defaults = { etaMinus: 0.5, etaPlus: 1.2, smallestStep: 1e-6, largestStep: 50 };

/** Source: Riedmiller and Braun 1993, in PyTorch's form; Keras has none. */
export const rprop = defineOptimizer({
  kind: "rprop",
  label: "Rprop",
  summary: "Looks only at the gradient's sign: a step grows while the sign stays and shrinks when it turns. For full batches.",
  formula:
    "sign of g · last g: + s ← s η₊, − s ← s η₋ and g ← 0; s limited; p ← p − sign(g) s. The learning rate is the first step size",
  keywords: ["resilient", "sign", "full batch"],
  parameters: {
    etaMinus: number({
      label: "Eta minus",
      help: "What a step size is multiplied by when the gradient's sign has turned.",
      default: defaults.etaMinus,
      min: 0.001,
      max: 0.999,
    }),
    etaPlus: number({
      label: "Eta plus",
      help: "What a step size is multiplied by while the gradient keeps its sign.",
      default: defaults.etaPlus,
      min: 1.001,
      max: 10,
    }),
    smallestStep: number({
      label: "Smallest step",
      help: "No step size falls below this.",
      default: defaults.smallestStep,
      min: 1e-12,
      max: 1,
      scale: "logarithmic",
      isAdvanced: true,
    }),
    largestStep: number({
      label: "Largest step",
      help: "No step size grows beyond this.",
      default: defaults.largestStep,
      min: 1e-9,
      max: 1000,
      scale: "logarithmic",
      isAdvanced: true,
    }),
  },
  presets: { pytorch: { learningRate: 0.01, parameters: defaults } },
  usesOnlySigns: true,
  describe: ({ etaMinus, etaPlus }) => `eta ${etaMinus}, ${etaPlus}`,
  check: ({ smallestStep, largestStep }) =>
    smallestStep <= largestStep
      ? []
      : [
          {
            severity: "error",
            code: "steps-cross",
            field: "smallestStep",
            message: `Smallest step (${smallestStep}) must not be larger than Largest step (${largestStep}).`,
          },
        ],
  slots: () => ["stepSize", "lastGradient"],
  scalarNames: ["firstStepSize"],
  // Slots start at 0: the first step brings the size.
  scalars: (_parameters, step, learningRate) => ({ firstStepSize: step === 1 ? learningRate : 0 }),
  update(builder, { parameter, gradient, slots, scalars }, { etaMinus, etaPlus, smallestStep, largestStep }) {
    // The sign of a product of tiny gradients would be lost in f32.
    const turn = builder.mul(builder.sign(gradient), builder.sign(getSlot(slots, "lastGradient")));
    const old = builder.add(getSlot(slots, "stepSize"), getSlot(scalars, "firstStepSize"));
    const grown = builder.select(builder.lt(0, turn), builder.mul(old, etaPlus), old);
    const sized = builder.select(builder.lt(turn, 0), builder.mul(old, etaMinus), grown);
    const stepSize = builder.min(builder.max(sized, smallestStep), largestStep);
    const lastGradient = builder.select(builder.lt(turn, 0), 0, gradient);
    const step = builder.mul(builder.sign(lastGradient), stepSize);
    return { parameter: builder.sub(parameter, step), slots: { stepSize, lastGradient } };
  },
});
