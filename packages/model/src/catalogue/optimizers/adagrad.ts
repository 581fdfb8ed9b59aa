import { defineOptimizer } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { decayScopeField, decayWeights, epsilonField, formField, getSlot, weightDecayField } from "./sharedFields.ts";

const common = { weightDecay: 0, decayScope: "all" };

/** Source: Duchi, Hazan and Singer 2011. PyTorch's `lr_decay` is the schedule "Inverse time" with 1 decay step. */
export const adagrad = defineOptimizer({
  kind: "adagrad",
  label: "Adagrad",
  summary: "Steps shrink with every gradient a weight has seen; good for inputs that are mostly zero.",
  formula: "G ← G + g²; PyTorch: p ← p − lr g / (√G + ε); Keras: p ← p − lr g / √(G + ε)",
  keywords: ["adaptive", "sparse"],
  parameters: {
    initialAccumulator: number({
      label: "Initial accumulator",
      help: "What the sum of squared gradients starts from; more makes the first steps smaller.",
      default: 0,
      min: 0,
      max: 1000,
    }),
    epsilon: epsilonField(1e-10),
    weightDecay: weightDecayField,
    decayScope: decayScopeField,
    form: formField,
  },
  presets: {
    keras: { learningRate: 0.001, parameters: { ...common, initialAccumulator: 0.1, epsilon: 1e-7, form: "keras" } },
    pytorch: { learningRate: 0.01, parameters: { ...common, initialAccumulator: 0, epsilon: 1e-10, form: "pytorch" } },
  },
  describe: ({ initialAccumulator }) => (initialAccumulator === 0 ? "plain" : `accumulator from ${initialAccumulator}`),
  slots: () => ["squareSum"],
  scalarNames: ["start"],
  // Slots start at 0: the first step brings the rest.
  scalars: ({ initialAccumulator }, step) => ({ start: step === 1 ? initialAccumulator : 0 }),
  update(builder, state, { initialAccumulator, epsilon, weightDecay, form }) {
    const { parameter, gradient } = decayWeights(builder, state, { weightDecay, form });
    const old = getSlot(state.slots, "squareSum");
    const started = initialAccumulator === 0 ? old : builder.add(old, getSlot(state.scalars, "start"));
    const squareSum = builder.add(started, builder.mul(gradient, gradient));
    const size = form === "keras" ? builder.sqrt(builder.add(squareSum, epsilon)) : builder.add(builder.sqrt(squareSum), epsilon);
    const step = builder.div(builder.mul(gradient, state.learningRate), size);
    return { parameter: builder.sub(parameter, step), slots: { squareSum } };
  },
});
