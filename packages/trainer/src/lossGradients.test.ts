/** Every loss: its gradient against central differences in double precision, from logits and from probabilities, with its settings moved. */
import { compareGradients } from "@downhill/engine/testing";
import type { ProgramBuilder, Value } from "@downhill/ir";
import { defaultParameters, type LastActivation, losses, type ParameterField } from "@downhill/model";
import { describe, expect, test } from "vitest";

const shape = [5, 3];
/** One class per row, and one row between the classes. */
const labels = [1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0.2, 0.5, 0.3];

/** The defaults, and for each setting of the formula one set with another value. */
type Settings = Record<string, ParameterField["default"]>;

function listSettings(fields: Readonly<Record<string, ParameterField>>): Settings[] {
  const standard = defaultParameters(fields);
  const weights = ["lossWeight", "useSampleWeights", "meanOver", "classWeights", "manualClassWeights"];
  const moved = Object.entries(fields).flatMap(([name, field]): Settings[] => {
    if (weights.includes(name) || name === "epsilon") return [];
    if (field.type === "number")
      return [field.min, (field.default + Math.min(field.max, field.default + 1)) / 2].map((value) => ({ [name]: value }));
    if (field.type === "boolean") return [{ [name]: !field.default, alpha: 0.7 }];
    if (field.type === "choice") return field.choices.map(({ value }) => ({ [name]: value }));
    return field.type === "numbers" ? [{ [name]: [2] }, { [name]: [0.5, 1, 3] }] : [];
  });
  return [standard, ...moved.map((change) => ({ ...standard, ...pick(change, Object.keys(fields)) }))];
}

function pick(from: Settings, names: readonly string[]): Settings {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}

describe.each(losses.map((loss) => [loss.kind, loss] as const))("%s", (kind, loss) => {
  const isOverScores = loss.isForNumbers === true || kind.toLowerCase().includes("hinge");
  const activations: readonly LastActivation[] = isOverScores ? ["linear"] : ["linear", "other"];
  const cases = listSettings(loss.parameters).flatMap((settings) => activations.map((activation) => ({ settings, activation })));

  test.each(cases)("after $activation with $settings", async ({ settings, activation }) => {
    const isProbable = activation === "other";
    const worst = await compareGradients({
      operands: { prediction: shape },
      // Away from 0, 1 and the corners, where one-sided slopes differ.
      range: isProbable || loss.isForPositiveNumbers ? [0.05, 0.9] : [-2.5, 2.5],
      seed: 3,
      build(builder: ProgramBuilder, { prediction }) {
        if (!prediction) throw new Error("There is nothing to compare.");
        const constants = (values: readonly number[]): Value =>
          builder.concat(
            values.map((value) => builder.constant(value, "f32", [1])),
            0,
          );
        const truths = loss.isForNumbers ? labels.map((label) => label * 2 + 0.3) : labels;
        const truth = builder.reshape(constants(truths), shape);
        const context = { builder, prediction, truth, activation, logits: prediction, vector: constants };
        return loss.lower(context, { ...defaultParameters(loss.parameters), ...settings });
      },
    });
    expect(worst.error, JSON.stringify(worst)).toBeLessThan(1e-6);
  });
});
