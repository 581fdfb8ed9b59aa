/** The compiler options that belong to no catalogue entry: labels, help, defaults and ranges for the panel and the checks. */
import { boolean, choice, integer, number, type ParameterFields } from "../catalogue/parameterFields.ts";

const largestSeed = 0xffffffff;

export const optionFields = {
  learningRate: number({
    label: "Learning rate",
    help: "How far each step goes; too small is slow, too large overshoots the valley and may diverge.",
    default: 0.001,
    min: 0.0000001,
    max: 10,
    scale: "logarithmic",
  }),
  warmup: choice(
    { none: "None", linear: "From almost nothing", fromStart: "From a share" },
    {
      label: "Warm-up",
      help: "Lets the rate rise in a straight line before the schedule begins, while the optimizer's averages settle.",
      default: "none",
    },
  ),
  warmupSteps: integer({
    label: "Warm-up steps",
    help: "Updates until the full rate is reached.",
    unit: "steps",
    default: 100,
    min: 1,
    max: 10_000_000,
    shownWhen: { field: "warmup", oneOf: ["linear", "fromStart"] },
  }),
  warmupStart: number({
    label: "Warm-up start",
    help: "Share of the rate in the first step.",
    default: 0.1,
    min: 0,
    max: 1,
    shownWhen: { field: "warmup", oneOf: ["fromStart"] },
  }),
  clipping: choice(
    { none: "None", globalNorm: "Norm of all", tensorNorm: "Norm of each tensor", value: "Value" },
    {
      label: "Gradient clipping",
      help: "Shortens gradients that are too long, so that one odd batch cannot throw the weights far away.",
      default: "none",
    },
  ),
  clippingThreshold: number({
    label: "Largest gradient",
    help: "The norm, or the value of each number, that a gradient may have at most.",
    default: 1,
    min: 0.000001,
    max: 1_000_000,
    scale: "logarithmic",
    shownWhen: { field: "clipping", oneOf: ["globalNorm", "tensorNorm", "value"] },
  }),
  clippingForm: choice(
    { pytorch: "PyTorch", keras: "Keras" },
    {
      label: "Clipping form",
      help: "PyTorch adds a millionth to the norm before it divides, Keras does not.",
      default: "pytorch",
      shownWhen: { field: "clipping", oneOf: ["globalNorm"] },
      isAdvanced: true,
    },
  ),
  accumulationSteps: integer({
    label: "Gradient accumulation",
    help: "Batches whose gradients are averaged for one update: 4 batches of 32 train like one of 128 in the memory of 32, unless a block or a loss looks at the whole batch.",
    unit: "batches",
    default: 1,
    min: 1,
    max: 10_000,
  }),
  weightAverage: boolean({
    label: "Weight averaging",
    help: "Evaluates and predicts with a moving average of the weights, which often does better than the last weights.",
    default: false,
  }),
  weightAverageMomentum: number({
    label: "Share kept",
    help: "Share of the average that is kept at each update; 0.999 looks back over about a thousand.",
    default: 0.999,
    min: 0,
    max: 0.999999,
    shownWhen: { field: "weightAverage", oneOf: [true] },
  }),
  batchSize: integer({
    label: "Batch size",
    help: "Samples that share one update; small batches are noisy, large ones smooth but fewer updates per epoch.",
    unit: "samples",
    default: 32,
    min: 1,
    max: 1_000_000,
  }),
  epochs: integer({
    label: "Epochs",
    help: "How often training goes through all training samples.",
    unit: "epochs",
    default: 50,
    min: 1,
    max: 100_000,
  }),
  shuffle: boolean({
    label: "Shuffle",
    help: "Draws the samples in a new order in every epoch; off keeps the order of the dataset.",
    default: true,
  }),
  dataAccessSeed: integer({
    label: "Data access seed",
    help: "Decides the order in which samples are drawn; the same seed gives the same order.",
    default: 1,
    min: 0,
    max: largestSeed,
  }),
  weightSeed: integer({
    label: "Weight seed",
    help: "Decides the first weights and what dropout drops; the same seed gives the same run.",
    default: 1,
    min: 0,
    max: largestSeed,
  }),
  checkpointIntervalSeconds: integer({
    label: "Checkpoint interval",
    help: "How often the state of the run is kept, so that an interrupted run can go on from there.",
    unit: "seconds",
    default: 15,
    min: 1,
    max: 3600,
    isAdvanced: true,
  }),
} satisfies ParameterFields;
