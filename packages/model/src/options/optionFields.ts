/** The compiler options that belong to no catalogue entry: labels, help, defaults and ranges for the panel and the checks. */
import { boolean, integer, number, type ParameterFields } from "../catalogue/parameterFields.ts";

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
