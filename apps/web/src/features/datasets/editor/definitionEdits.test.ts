import type { DatasetDefinition } from "@downhill/data";
import { describe, expect, it } from "vitest";
import {
  changeEncoding,
  changeType,
  chooseWeight,
  fractionsFromPercents,
  includeColumn,
  isInput,
  keepWeight,
  targetOf,
  weightCandidates,
  weightOf,
} from "./definitionEdits.ts";

const definition: DatasetDefinition = {
  version: 1,
  source: { kind: "csv", fileName: "t.csv", blob: "", delimiter: ",", decimal: ".", hasHeader: true },
  columns: [
    { name: "a", type: "numeric", encoding: "standardization", missing: "mean" },
    { name: "b", type: "categorical", encoding: "one-hot", missing: "most-frequent" },
    { name: "c", type: "numeric", encoding: "standardization", missing: "mean" },
    { name: "answer", type: "numeric", encoding: "standardization", missing: "drop" },
  ],
  features: [
    { name: "inputs", role: "input", columns: ["a", "c"] },
    { name: "answer", role: "target", columns: ["answer"] },
  ],
  subsets: { seed: 1, fractions: [0.8, 0.1, 0.1] },
};

describe("edits of a definition", () => {
  it("gives a new type its own encoding and missing policy, but a target still drops rows", () => {
    expect(changeType(definition, "a", "categorical").columns[0]).toEqual({
      name: "a",
      type: "categorical",
      encoding: "one-hot",
      missing: "most-frequent",
    });
    expect(changeType(definition, "answer", "categorical").columns[3]).toEqual({
      name: "answer",
      type: "categorical",
      encoding: "one-hot",
      missing: "drop",
    });
  });

  it("takes columns in and out, in the order of the file", () => {
    const wider = includeColumn(definition, "b", true);
    expect(wider.features[0]?.columns).toEqual(["a", "b", "c"]);
    expect(includeColumn(wider, "b", false)).toEqual(definition);
    expect([isInput(wider, "b"), isInput(definition, "b"), targetOf(wider)]).toEqual([true, false, "answer"]);
  });

  it("keeps the last input", () => {
    const narrow = includeColumn(definition, "a", false);
    expect(includeColumn(narrow, "c", false)).toBe(narrow);
  });

  it("changes one column and nothing else", () => {
    const changed = changeEncoding(definition, "c", "min-max");
    expect(changed.columns.map(({ encoding }) => encoding)).toEqual(["standardization", "one-hot", "min-max", "standardization"]);
    expect(definition.columns[2]?.encoding).toBe("standardization");
  });

  it("lets a column weigh the rows, and gives it back", () => {
    expect(weightCandidates(definition)).toEqual(["a", "c"]);
    const weighed = chooseWeight(definition, "c");
    expect([weightOf(weighed), isInput(weighed, "c")]).toEqual(["c", false]);
    expect(weighed.columns[2]?.encoding).toBe("none");
    expect(weighed.features.map(({ name, role }) => [name, role])).toEqual([
      ["inputs", "input"],
      ["answer", "target"],
      ["c", "weight"],
    ]);
    const other = chooseWeight(includeColumn(weighed, "b", true), "a");
    expect([weightOf(other), other.columns[2]?.encoding]).toEqual(["a", "standardization"]);
    expect(includeColumn(chooseWeight(weighed, undefined), "c", true)).toEqual(definition);
    expect(weightCandidates(weighed)).toEqual(["c"]);
  });

  it("keeps the numbers of weights when their type changes, and ends the weighing with a type that is no number", () => {
    const weighed = chooseWeight(definition, "c");
    const binary = changeType(weighed, "c", "binary");
    const back = changeType(binary, "c", "numeric");
    expect([binary, back].map((next) => [weightOf(next), next.columns[2]?.encoding])).toEqual([
      ["c", "none"],
      ["c", "none"],
    ]);
    const text = changeType(weighed, "c", "categorical");
    expect([weightOf(text), text.columns[2]?.encoding, text.features.length]).toEqual([undefined, "one-hot", 2]);
  });

  it("keeps the weights of the rows when another target brings another proposal", () => {
    const weighed = chooseWeight(definition, "c");
    const forA: DatasetDefinition = {
      ...definition,
      features: [
        { name: "inputs", role: "input", columns: ["b", "c", "answer"] },
        { name: "a", role: "target", columns: ["a"] },
      ],
    };
    const kept = keepWeight(forA, weighed);
    expect([weightOf(kept), isInput(kept, "c"), targetOf(kept), kept.columns[2]?.encoding]).toEqual(["c", false, "a", "none"]);
    const forC = { ...forA, features: [{ name: "c", role: "target" as const, columns: ["c"] }] };
    expect(keepWeight(forC, weighed)).toBe(forC);
    expect(keepWeight(forA, definition)).toBe(forA);
  });

  it("gives the rest to the test subset", () => {
    expect(fractionsFromPercents(70, 20)).toEqual([0.7, 0.2, 0.1]);
    expect(fractionsFromPercents(100, 0)).toEqual([1, 0, 0]);
  });
});
