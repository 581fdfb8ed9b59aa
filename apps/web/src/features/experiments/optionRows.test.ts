import { addBlock, createDocument, createOptions, type DatasetSignature } from "@downhill/model";
import { describe, expect, it } from "vitest";
import { listOptions, pickTellingOptions, targetsOf } from "./optionRows.ts";

const { document } = addBlock(createDocument(), { kind: "target", position: { x: 0, y: 0 }, id: "t", name: "Species" });
const species: DatasetSignature = {
  features: [{ name: "species", shape: [3], kind: "categorical", role: "target" }],
  samples: { training: 100, validation: 25, test: 25 },
};
const targets = targetsOf(document, species);

function readValue(rows: ReturnType<typeof listOptions>, label: string): string | undefined {
  return rows.find((row) => row.label === label)?.value;
}

describe("compiler options in words", () => {
  it("lists every default as a default", () => {
    const rows = listOptions(createOptions(), targets);
    expect(rows.every((row) => row.isDefault)).toBe(true);
    expect(readValue(rows, "Optimizer")).toBe("Adam");
    expect(readValue(rows, "Learning rate")).toBe("0.001");
    expect(readValue(rows, "Shuffle")).toBe("on");
  });

  it("names the loss that was chosen, and its target where there are several", () => {
    const options = createOptions({ losses: { t: { kind: "meanSquaredError", parameters: {} } } });
    expect(readValue(listOptions(options, targets), "Loss")).toBe("Mean squared error");
    const two = listOptions(options, [...targets, { id: "u", name: "Weight" }]);
    expect(readValue(two, "Loss of Species")).toBe("Mean squared error");
    expect(readValue(two, "Loss of Weight")).toBe("by the target's type");
  });

  it("marks a loss that is not the one that fits, and a changed parameter of it", () => {
    const marked = (kind: string, parameters = {}, names = targets) =>
      listOptions(createOptions({ losses: { t: { kind, parameters } } }), names).flatMap((row) => (row.isDefault ? [] : row.key));
    expect(marked("categoricalCrossentropy")).toEqual([]);
    expect(marked("categoricalCrossentropy", { labelSmoothing: 0.1 })).toEqual(["loss.labelSmoothing"]);
    expect(marked("meanSquaredError")).toEqual(["loss"]);
    expect(marked("meanSquaredError", {}, targetsOf(document, null))).toEqual([]);
  });

  it("writes lists of numbers with commas, sizes with crosses, and none for nothing", () => {
    const loss = { kind: "categoricalCrossentropy", parameters: { classWeights: "manual", manualClassWeights: [1, 4, 2] } };
    const schedule = { kind: "multiStep", parameters: { milestones: [10, 20] } };
    const values = listOptions(createOptions({ losses: { t: loss }, schedule }), targets).map((row) => row.value);
    expect(values).toEqual(expect.arrayContaining(["1, 4, 2", "10, 20 steps"]));
    const yesNo = { kind: "binaryCrossentropy", parameters: {} };
    expect(readValue(listOptions(createOptions({ losses: { t: yesNo } }), targets), "Weight of yes")).toBe("none");
  });

  it("shows the parameters of what is chosen, and marks changed ones", () => {
    const rows = listOptions(createOptions({ optimizer: { kind: "sgd", parameters: { momentum: 0.9 } } }), targets);
    expect(rows.find((row) => row.key === "optimizer")).toMatchObject({ value: "SGD", isDefault: false });
    expect(rows.find((row) => row.key === "optimizer.momentum")).toMatchObject({ value: "0.9", isDefault: false });
    expect(rows.find((row) => row.key === "optimizer.nesterov")).toMatchObject({ value: "off", isDefault: true });
  });
});

describe("what tells experiments apart", () => {
  const standard = listOptions(createOptions(), targets);
  const faster = listOptions(createOptions({ learningRate: 0.01 }), targets);

  it("is nothing for one experiment with defaults", () => {
    expect(pickTellingOptions([standard])).toEqual([[]]);
  });

  it("is the changed option, shown for all as soon as one differs", () => {
    const [first, second] = pickTellingOptions([standard, faster]);
    expect(first?.map((row) => row.value)).toEqual(["0.001"]);
    expect(second?.map((row) => row.value)).toEqual(["0.01"]);
  });

  it("stays shown when all differ from the default in the same way", () => {
    expect(pickTellingOptions([faster, faster]).map((rows) => rows.map((row) => row.key))).toEqual([
      ["learningRate"],
      ["learningRate"],
    ]);
  });
});
