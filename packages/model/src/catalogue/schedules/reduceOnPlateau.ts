/**
 * The only schedule that looks at results. It decides between epochs, on the host; what it remembers goes into every checkpoint, so
 * that a resumed run decides the same. The two families count differently: see the README of the reference numbers.
 */
import { defineSchedule, type RateMemory } from "../definition.ts";
import { choice, integer, number } from "../parameterFields.ts";

/** PyTorch leaves a rate alone that would change by less. */
const smallestChange = 1e-8;

export const reduceOnPlateau = defineSchedule({
  kind: "reduceOnPlateau",
  label: "Reduce on plateau",
  summary: "Lowers the learning rate when the validation result has stopped getting better.",
  formula: "lr ← max(lr · factor, lowest rate) after more than patience epochs (Keras: after patience epochs) without progress",
  parameters: {
    monitor: choice(
      { loss: "Validation loss", accuracy: "Validation accuracy" },
      { label: "Monitor", help: "The result that must get better: a lower loss or a higher accuracy.", default: "loss" },
    ),
    factor: number({
      label: "Factor",
      help: "What the learning rate is multiplied by.",
      default: 0.1,
      min: 0.000001,
      max: 0.999999,
    }),
    patience: integer({
      label: "Patience",
      help: "Epochs without progress before the rate falls.",
      unit: "epochs",
      default: 10,
      min: 0,
      max: 100_000,
    }),
    threshold: number({
      label: "Smallest progress",
      help: "A smaller change does not count as progress.",
      default: 1e-4,
      min: 0,
      max: 1000,
    }),
    thresholdMode: choice(
      { relative: "Share of the best", absolute: "Difference to the best" },
      {
        label: "Progress is measured as",
        help: "Whether the smallest progress is a share of the best result or a difference to it; Keras takes the difference.",
        default: "relative",
        shownWhen: { field: "form", oneOf: ["pytorch"] },
        isAdvanced: true,
      },
    ),
    cooldown: integer({
      label: "Cooldown",
      help: "Epochs after a fall in which nothing is counted.",
      unit: "epochs",
      default: 0,
      min: 0,
      max: 100_000,
      isAdvanced: true,
    }),
    lowestRate: number({
      label: "Lowest rate",
      help: "The rate never falls below this.",
      default: 0,
      min: 0,
      max: 10,
      isAdvanced: true,
    }),
    form: choice(
      { pytorch: "PyTorch", keras: "Keras" },
      {
        label: "Form",
        help: "PyTorch waits for more than the patience, Keras for just as many epochs, and they treat cooldown differently.",
        default: "pytorch",
        isAdvanced: true,
      },
    ),
  },
  rate: ({ learningRate }) => learningRate,
  feedback: {
    monitor: ({ monitor }) => monitor,
    observe(memory, value, parameters) {
      return parameters.form === "keras"
        ? observeAsKeras(memory, value, parameters)
        : observeAsPytorch(memory, value, parameters);
    },
  },
});

interface PlateauSettings {
  readonly monitor: string;
  readonly factor: number;
  readonly patience: number;
  readonly threshold: number;
  readonly thresholdMode: string;
  readonly cooldown: number;
  readonly lowestRate: number;
}

/** A value that is not finite is never better. */
function isBetter(value: number, best: number | null, settings: PlateauSettings, isRelative: boolean): boolean {
  if (best === null) return Number.isFinite(value);
  const { monitor, threshold } = settings;
  const isHigher = monitor === "accuracy";
  if (isRelative) return isHigher ? value > best * (1 + threshold) : value < best * (1 - threshold);
  return isHigher ? value > best + threshold : value < best - threshold;
}

function observeAsPytorch(memory: RateMemory, value: number, settings: PlateauSettings): RateMemory {
  let { rate, best, waited, cooldown } = memory;
  if (isBetter(value, best, settings, settings.thresholdMode === "relative")) {
    best = value;
    waited = 0;
  } else waited += 1;
  if (cooldown > 0) {
    cooldown -= 1;
    waited = 0;
  }
  if (waited <= settings.patience) return { rate, best, waited, cooldown };
  const lower = Math.max(rate * settings.factor, settings.lowestRate);
  if (rate - lower > smallestChange) rate = lower;
  return { rate, best, waited: 0, cooldown: settings.cooldown };
}

function observeAsKeras(memory: RateMemory, value: number, settings: PlateauSettings): RateMemory {
  let { rate, best, waited, cooldown } = memory;
  if (cooldown > 0) {
    cooldown -= 1;
    waited = 0;
  }
  if (isBetter(value, best, settings, false)) return { rate, best: value, waited: 0, cooldown };
  if (cooldown > 0) return { rate, best, waited, cooldown };
  waited += 1;
  if (waited < settings.patience || rate <= settings.lowestRate) return { rate, best, waited, cooldown };
  rate = Math.max(rate * settings.factor, settings.lowestRate);
  return { rate, best, waited: 0, cooldown: settings.cooldown };
}
