/** How a Target's loss counts: among the Targets, by class, by sample. Every loss has these beside its own parameters. */
import { boolean, choice, number, numbers } from "../parameterFields.ts";

export const weightingFields = {
  lossWeight: number({
    label: "Loss weight",
    help: "Factor on this target's loss in the sum that training makes small; with one target it scales the loss and its gradient.",
    default: 1,
    min: 0,
    max: 1000,
    isAdvanced: true,
  }),
  useSampleWeights: boolean({
    label: "Sample weights",
    help: "Counts each sample by the dataset's weight features, where it has some; what weighs 0 adds nothing to the loss and is not measured by metrics.",
    default: true,
    isAdvanced: true,
  }),
  meanOver: choice(
    { samples: "Number of samples (Keras)", weights: "Sum of the weights (PyTorch)" },
    {
      label: "Mean over",
      help: "What the sum of the weighted losses is divided by; the sum of the weights gives a mask's mean over what it keeps.",
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
