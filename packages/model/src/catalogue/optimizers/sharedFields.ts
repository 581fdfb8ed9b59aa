/** What the optimizers have in common: the form of their family and weight decay. */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { choice, number } from "../parameterFields.ts";

export const formField = choice(
  { pytorch: "PyTorch", keras: "Keras" },
  {
    label: "Form",
    help: "Where the two families of libraries write the formula differently, this one is followed.",
    default: "pytorch",
    isAdvanced: true,
  },
);

export const weightDecayField = number({
  label: "Weight decay",
  help: "Pulls every weight towards zero at each step; PyTorch's form adds it to the gradient, Keras' form shrinks the weights.",
  default: 0,
  min: 0,
  max: 1,
  isAdvanced: true,
});

/** Weight decay before the update: PyTorch's g + wd p, or Keras' p - p wd lr. */
export function decayWeights(
  builder: ProgramBuilder,
  state: { readonly parameter: Value; readonly gradient: Value; readonly learningRate: Value },
  settings: { readonly weightDecay: number; readonly form: string },
): { readonly parameter: Value; readonly gradient: Value } {
  const { parameter, gradient, learningRate } = state;
  if (settings.weightDecay === 0) return { parameter, gradient };
  if (settings.form === "pytorch") {
    return { parameter, gradient: builder.add(gradient, builder.mul(parameter, settings.weightDecay)) };
  }
  const shrinkage = builder.mul(builder.mul(parameter, settings.weightDecay), learningRate);
  return { parameter: builder.sub(parameter, shrinkage), gradient };
}

/** old · share + new · (1 - share), with both factors rounded from double precision. */
export function movingAverage(builder: ProgramBuilder, old: Value, next: Value, share: number): Value {
  return builder.add(builder.mul(old, share), builder.mul(next, 1 - share));
}

/** The slot of that name; the training program has made it because `slots` asked for it. */
export function getSlot(slots: Readonly<Record<string, Value>>, name: string): Value {
  const slot = slots[name];
  if (!slot) throw new Error(`The optimizer's slot "${name}" is missing.`);
  return slot;
}
