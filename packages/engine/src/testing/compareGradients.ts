/** Sets the gradients a program computes against central differences of its value, both in double precision. */
import { countElements, gradients, type Program, ProgramBuilder, type Shape, type Value } from "@downhill/ir";
import { openExactEvaluator } from "./evaluateExactly.ts";
import { makeRandomValues } from "./randomValues.ts";

export interface GradientSubject {
  /** f32 operands by name. Values are spread over `range` (default -1 to 1) unless given. */
  readonly operands: Readonly<Record<string, Shape | { readonly shape: Shape; readonly values: ArrayLike<number> }>>;
  readonly range?: readonly [low: number, high: number];
  readonly seed?: number;
  /** The function under test; its f32 result may have any shape. */
  readonly build: (builder: ProgramBuilder, operands: Readonly<Record<string, Value>>) => Value;
}

export interface GradientComparison {
  readonly operand: string;
  readonly index: number;
  readonly computed: number;
  readonly estimated: number;
  /** Difference over max(1, size of the estimate). */
  readonly error: number;
}

/** The worst element over all operands. The loss is the result weighted by fixed random numbers, so no symmetry hides an error. */
export async function compareGradients(subject: GradientSubject): Promise<GradientComparison> {
  const seed = subject.seed ?? 1;
  const [low, high] = subject.range ?? [-1, 1];
  const builder = new ProgramBuilder();
  const values: Record<string, Float64Array> = {};
  const handles: Record<string, Value> = {};
  Object.entries(subject.operands).forEach(([name, given], place) => {
    const shape = "shape" in given ? given.shape : given;
    handles[name] = builder.state(name, { dtype: "f32", shape });
    values[name] =
      "shape" in given ? Float64Array.from(given.values) : makeRandomValues(countElements(shape), seed + 100 * place, low, high);
  });
  const result = subject.build(builder, handles);
  const weights = builder.data("weights of the loss", result.type);
  const tensors = { "weights of the loss": makeRandomValues(countElements(result.type.shape), seed + 7777) };
  const loss = builder.sum(builder.mul(result, weights));
  const names = Object.keys(handles);
  const slopes = gradients(builder, loss, Object.values(handles));
  const gradientProgram = builder.finish({ outputs: Object.fromEntries(names.map((name, i) => [name, slopes[i]!])) });
  const lossProgram: Program = builder.finish({ series: { loss } });

  const computed = (await openExactEvaluator(gradientProgram)).run({ tensors: { ...tensors, ...values } }).outputs;
  const evaluator = await openExactEvaluator(lossProgram);
  evaluator.run({ tensors: { ...tensors, ...values } });
  let worst: GradientComparison = { operand: "", index: -1, computed: 0, estimated: 0, error: 0 };
  for (const name of names) {
    const point = values[name]!;
    for (let index = 0; index < point.length; index++) {
      const middle = point[index]!;
      const step = 1e-5 * Math.max(1, Math.abs(middle));
      point[index] = middle + step;
      const above = evaluator.run({ tensors: { [name]: point } }).series.loss!;
      point[index] = middle - step;
      const below = evaluator.run({ tensors: { [name]: point } }).series.loss!;
      point[index] = middle;
      const estimated = (above - below) / (2 * step);
      const slope = computed[name]![index]!;
      const error = Math.abs(slope - estimated) / Math.max(1, Math.abs(estimated));
      // A NaN is the worst error of all.
      if (!(error <= worst.error)) worst = { operand: name, index, computed: slope, estimated, error };
    }
    evaluator.run({ tensors: { [name]: point } });
  }
  return worst;
}
