/**
 * One layer of a transformer's encoder (or, causal, of a decoder without cross-attention). Normalization before the parts
 * (pre-norm, GPT): h += attention(norm1(h)); h += mlp(norm2(h)). After them (post-norm, 2017): h = norm1(h + attention(h)); …
 */
import { standardize, type Value } from "@downhill/ir";
import { activations, defaultActivationSettings } from "../activations.ts";
import { attendWithHeads } from "../attention/multiHead.ts";
import { type BlockContext, defineBlock } from "../definition.ts";
import { openDropout } from "../dropElements.ts";
import { choice, integer, number } from "../parameterFields.ts";
import { regularizerFields } from "../regularizers.ts";
import { maskPort, requireVectorSequence, sequencePort, takeOptional } from "../sequences.ts";
import { single } from "../windows.ts";
import { causalField } from "./attention.ts";
import { headSizeField, headsField } from "./multiHeadAttention.ts";
import { epsilonField } from "./normalizationFields.ts";
import { initializerFields, initializerOf, trainableField } from "./sharedFields.ts";

const functions = { geluTanh: "GELU (tanh formula)", gelu: "GELU", relu: "ReLU", swish: "Swish (SiLU)" } as const;

export const transformerBlock = defineBlock({
  kind: "transformerBlock",
  label: "Transformer block",
  category: "attention",
  summary: "Attention over all places, then a small network at every place, each with a skip connection and a normalization.",
  keywords: ["transformer", "encoder", "decoder", "gpt", "self-attention", "feed forward"],
  inputs: [sequencePort, maskPort],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    heads: headsField,
    headSize: headSizeField,
    causal: causalField,
    expansion: integer({
      label: "Expansion",
      help: "How many times wider than the sequence the hidden layer of the small network is.",
      default: 4,
      min: 1,
      max: 64,
    }),
    activation: choice(functions, {
      label: "Activation",
      help: "Function in the small network's hidden layer.",
      default: "geluTanh",
    }),
    normalization: choice(
      { before: "Before each part", after: "After each part" },
      {
        label: "Normalization",
        help: "Before the parts is easier to train when many blocks follow each other; after them is the first published form.",
        default: "before",
        isAdvanced: true,
      },
    ),
    dropout: number({
      label: "Dropout",
      help: "Share of the attention weights, and of each part's results, set to zero in training.",
      default: 0,
      min: 0,
      max: 0.99,
    }),
    epsilon: epsilonField,
    ...initializerFields({ initializer: "glorotUniform" }),
    ...regularizerFields,
    trainable: trainableField,
  },
  sampleShape: [5, 8],
  describe: ({ heads, causal }) => `${heads} ${heads === 1 ? "head" : "heads"}${causal ? " · causal" : ""}`,
  lower(context, inputs, parameters) {
    const { builder: b } = context;
    const { heads, headSize, causal, expansion, activation, normalization, dropout, epsilon, trainable } = parameters;
    const x = requireVectorSequence(context, single(inputs));
    const [, places = 1, width = 1] = x.type.shape;
    const mask = takeOptional(context, inputs[1]?.[0], maskPort, [places]);
    const initializer = initializerOf(parameters);
    const attention = (h: Value) =>
      attendWithHeads(context, {
        query: h,
        key: h,
        value: h,
        mask,
        heads,
        headSize,
        causal,
        useBias: true,
        dropout,
        initializer,
        trainable,
      }).output;
    const dense = (h: Value, name: string, units: number) => {
      const fans = { in: h.type.shape.at(-1) ?? 1, out: units };
      const kernel = context.parameter({ name: `${name}/kernel`, shape: [fans.in, units], ...initializer, fans, trainable });
      const bias = context.parameter({ name: `${name}/bias`, shape: [units], initializer: "zeros", trainable });
      return b.add(b.matmul(h, kernel), bias);
    };
    const network = (h: Value) => dense(applyFunction(context, dense(h, "mlp1", expansion * width), activation), "mlp2", width);
    const norm = (h: Value, name: string) => {
      const gamma = context.parameter({ name: `${name}/gamma`, shape: [width], initializer: "ones", trainable });
      const beta = context.parameter({ name: `${name}/beta`, shape: [width], initializer: "zeros", trainable });
      return b.add(b.mul(standardize(b, h, [2], epsilon), gamma), beta);
    };
    const part = (h: Value, name: string, compute: (h: Value) => Value) => {
      const drop = openDropout(context, h.type.shape, dropout);
      return normalization === "before" ? b.add(h, drop(compute(norm(h, name)))) : norm(b.add(h, drop(compute(h))), name);
    };
    return [part(part(x, "norm1", attention), "norm2", network)];
  },
});

function applyFunction({ builder }: BlockContext, x: Value, name: keyof typeof functions): Value {
  const settings = { ...defaultActivationSettings, approximate: name === "geluTanh" };
  return activations[name === "geluTanh" ? "gelu" : name].apply(builder, x, settings);
}
