/**
 * Hidden matrices move along their momentum made orthogonal; everything else goes by AdamW, as its author advises. Source: Jordan and
 * others 2024, "Muon: an optimizer for hidden layers in neural networks"; the second scaling is that of Liu and others 2025.
 */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { defineOptimizer } from "../definition.ts";
import { boolean, choice, integer, number } from "../parameterFields.ts";
import { adamScalarNames, adamScalars, updateByAdam } from "./adamRule.ts";
import {
  betaFields,
  decayScopeField,
  decoupledDecayField,
  epsilonField,
  getSlot,
  movingAverage,
  normOf,
  shrinkWeights,
} from "./sharedFields.ts";

const common = {
  momentum: 0.95,
  nesterov: true,
  iterations: 5,
  otherRate: 1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  decayScope: "all",
};

export const muon = defineOptimizer({
  kind: "muon",
  label: "Muon",
  summary:
    "Turns the momentum of every hidden weight matrix into a rotation, so that all its directions learn; biases, tables and the output layer go by AdamW.",
  formula:
    "m ← μ m + (1 − μ) g; O = Newton–Schulz of μ m + (1 − μ) g (without Nesterov: of m); p ← p − lr · wd · p − lr · scale · O; scale = √max(1, outputs / inputs), or 0.2 √max(outputs, inputs)",
  keywords: ["orthogonal", "newton-schulz", "spectral", "momentum"],
  parameters: {
    momentum: number({
      label: "Momentum",
      help: "Share of the mean gradient that is kept at each step.",
      default: common.momentum,
      min: 0,
      max: 0.9999,
    }),
    nesterov: boolean({
      label: "Nesterov",
      help: "Looks ahead along the momentum before it is made orthogonal.",
      default: common.nesterov,
    }),
    scaling: choice(
      { matchAdam: "As large as AdamW's steps", original: "By outputs over inputs" },
      {
        label: "Scaling",
        help: "How long a matrix' step is: as AdamW's, so that its learning rates fit, or as in the first publication.",
        default: "matchAdam",
      },
    ),
    weightDecay: decoupledDecayField,
    iterations: integer({
      label: "Newton–Schulz iterations",
      help: "Rounds of matrix products that make the momentum orthogonal; 5 are enough.",
      default: common.iterations,
      min: 1,
      max: 20,
      isAdvanced: true,
    }),
    otherRate: number({
      label: "Rate of the others",
      help: "What the learning rate is multiplied by for the weights that go by AdamW.",
      default: common.otherRate,
      min: 0,
      max: 100,
      isAdvanced: true,
    }),
    beta1: { ...betaFields.beta1, isAdvanced: true },
    beta2: { ...betaFields.beta2, isAdvanced: true },
    epsilon: epsilonField(common.epsilon),
    decayScope: decayScopeField,
  },
  presets: {
    keras: { learningRate: 0.001, parameters: { ...common, scaling: "matchAdam", weightDecay: 0.004 } },
    pytorch: { learningRate: 0.001, parameters: { ...common, scaling: "original", weightDecay: 0.1 } },
  },
  describe: ({ momentum, nesterov }) => `momentum ${momentum}${nesterov ? " · Nesterov" : ""}`,
  takesAlone: ({ shape, isMatrix, isTable, isOutput }) => shape.length === 2 && isMatrix && !isTable && !isOutput,
  slots: () => ["mean", "meanSquare"],
  flatSlots: ["meanSquare"],
  scalarNames: [...adamScalarNames, "otherRate"],
  scalars(parameters, step, learningRate) {
    const otherRate = learningRate * parameters.otherRate;
    return { ...adamScalars({ ...parameters, form: "pytorch" }, step, otherRate), otherRate };
  },
  update(builder, state, parameters) {
    const { momentum, nesterov, scaling, iterations, epsilon, weightDecay } = parameters;
    const { tensor, slots, scalars, learningRate } = state;
    if (!tensor) {
      const others = { ...state, learningRate: getSlot(scalars, "otherRate") };
      return updateByAdam(builder, others, { ...parameters, form: "pytorch", keepsLargest: false, isDecoupled: true });
    }
    const { parameter, gradient } = shrinkWeights(builder, state, weightDecay);
    const mean = movingAverage(builder, getSlot(slots, "mean"), gradient, momentum);
    const ahead = nesterov ? movingAverage(builder, mean, gradient, momentum) : mean;
    const direction = orthogonalize(builder, ahead, iterations, epsilon);
    const [inputs = 1, outputs = 1] = tensor.shape;
    const scale = scaling === "original" ? Math.sqrt(Math.max(1, outputs / inputs)) : 0.2 * Math.sqrt(Math.max(outputs, inputs));
    const step = builder.mul(direction, builder.mul(learningRate, scale));
    return { parameter: builder.sub(parameter, step), slots: { mean } };
  },
});

/** Factors of the published iteration: fast rather than exact, singular values end between about 0.7 and 1.2. */
const [a, b, c] = [3.4445, -4.775, 2.0315];

/** Newton–Schulz: X ← a X + b (X Xᵀ) X + c (X Xᵀ)² X, on the side with fewer rows. */
function orthogonalize(builder: ProgramBuilder, matrix: Value, iterations: number, epsilon: number): Value {
  const [rows = 1, columns = 1] = matrix.type.shape;
  const turn = (value: Value) => (rows > columns ? builder.permute(value, [1, 0]) : value);
  let x = turn(builder.div(matrix, builder.max(normOf(builder, matrix), epsilon)));
  for (let round = 0; round < iterations; round++) {
    const gram = builder.dot(x, x, { contract: [[1, 1]] });
    const inner = builder.add(builder.mul(gram, b), builder.mul(builder.matmul(gram, gram), c));
    x = builder.add(builder.mul(x, a), builder.matmul(inner, x));
  }
  return turn(x);
}
