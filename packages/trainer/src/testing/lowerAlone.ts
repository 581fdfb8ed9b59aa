/** One block of the catalogue in a program of its own: its parameters are states, its random numbers follow from the scalars "seed" and "step". */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { type Activated, type BlockContext, getBlock, parseParameters } from "@downhill/model";

export interface LoneBlock {
  readonly kind: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly mode?: BlockContext["mode"];
  /** In place of the scalars. */
  readonly draw?: { readonly seed: number; readonly step: number };
}

export function lowerAlone(
  builder: ProgramBuilder,
  { kind, parameters = {}, mode = "training", draw }: LoneBlock,
  values: Value[],
): Value {
  const definition = getBlock(kind);
  if (!definition) throw new Error(`There is no block "${kind}".`);
  const parsed = parseParameters(definition.parameters, parameters);
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join(" "));
  const activated = new Map<Value, Activated>();
  let streams = 0;
  const context: BlockContext = {
    builder,
    blockName: definition.label,
    mode,
    batchSize: values[0]?.type.shape[0] ?? 1,
    sampleWeights: null,
    sampleCount: null,
    parameter: ({ name, shape }) => builder.state(name, { dtype: "f32", shape }),
    statistic: (name, shape) => ({ value: builder.state(name, { dtype: "f32", shape }), update: () => undefined }),
    randomUniform(shape) {
      const { seed, step } = draw ?? { seed: builder.scalar("seed", "u32"), step: builder.scalar("step", "u32") };
      const bits = builder.randomBits(shape, seed, step, streams++);
      return builder.mul(builder.cast(builder.shr(bits, 8), "f32"), 2 ** -24);
    },
    feature: () => builder.constant(0),
    target: () => undefined,
    getActivated: (value) => activated.get(value) ?? { activation: "linear", logits: value },
    markActivated: (value, mark) => void activated.set(value, mark),
    fail(_code, message) {
      throw new Error(message);
    },
  };
  const inputs = definition.inputs.map((port, place) => (port.isVariadic ? values : values.slice(place, place + 1)));
  const [output] = definition.lower(context, inputs, parsed.value);
  if (!output) throw new Error(`${kind} gave nothing.`);
  return output;
}
