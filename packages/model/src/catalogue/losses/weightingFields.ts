/** How a Target's loss counts: among the Targets, by class, by sample. Every loss has these beside its own parameters. */
import { boolean, choice, number, numbers } from "../parameterFields.ts";

export const weightingFields = {
  lossWeight: number({
    label: "Loss weight",
    help: "How much this target counts in the loss that training makes small; only its size beside the other targets' matters.",
    default: 1,
    min: 0,
    max: 1000,
    isAdvanced: true,
  }),
  useSampleWeights: boolean({
    label: "Sample weights",
    help: "Counts each sample by the dataset's weight features, where it has some; a weight of 0 leaves a sample out of loss and metrics.",
    default: true,
    isAdvanced: true,
  }),
  meanOver: choice(
    { samples: "Number of samples (Keras)", weights: "Sum of the weights (PyTorch)" },
    {
      label: "Mean over",
      help: "What the sum of the weighted losses is divided by; without weights both are the same.",
      default: "samples",
      isAdvanced: true,
    },
  ),
};

/** For targets that name classes. */
export const classWeightingFields = {
  classWeights: choice(
    { none: "None", balanced: "Balanced", manual: "By hand" },
    {
      label: "Class weights",
      help: "Balanced lets every class count the same in sum, however rare it is among the training samples.",
      default: "none",
    },
  ),
  manualClassWeights: numbers({
    label: "Weight per class",
    help: "One number per class, in the order of the dataset's classes; 1 counts as usual, 2 twice as much.",
    default: [],
    min: 0,
    max: 10_000,
    minCount: 0,
    maxCount: 10_000,
    shownWhen: { field: "classWeights", oneOf: ["manual"] },
  }),
  ...weightingFields,
};
