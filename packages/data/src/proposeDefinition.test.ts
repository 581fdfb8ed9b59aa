import { describe, expect, it } from "vitest";
import type { DatasetSource } from "./datasetDefinition.ts";
import { definitionHash } from "./definitionHash.ts";
import { proposeDefinition } from "./proposeDefinition.ts";
import { tableFromRows } from "./table.ts";

const source: DatasetSource = { kind: "csv", fileName: "t.csv", blob: "", delimiter: ",", decimal: ".", hasHeader: true };

function propose(
  columns: Readonly<Record<string, (row: number) => string>>,
  options: { target?: string; rowCount?: number } = {},
) {
  const names = Object.keys(columns);
  const rows = Array.from({ length: options.rowCount ?? 60 }, (_, row) => names.map((name) => columns[name]?.(row) ?? ""));
  const table = tableFromRows({ fileName: "t.csv", names, rows });
  return proposeDefinition({ kind: "table", table }, { source, target: options.target });
}

function proposed(...given: Parameters<typeof propose>) {
  const result = propose(...given);
  if (!result.ok) throw new Error(result.issues[0]?.message);
  return result.value;
}

const pseudo = (row: number) => String((row * 37) % 101);

describe("proposeDefinition", () => {
  it("chooses encodings and missing policies by type, and drops rows without an answer", () => {
    const { definition, problem, target } = proposed({
      size: pseudo,
      colour: (row) => ["red", "green", "blue"][(row * 7) % 3] ?? "",
      big: (row) => ((row * 5) % 3 ? "yes" : "no"),
      species: (row) => ["a", "b", "c", "d"][(row * 11) % 4] ?? "",
    });
    expect(definition.columns).toEqual([
      { name: "size", type: "numeric", encoding: "standardization", missing: "mean" },
      { name: "colour", type: "categorical", encoding: "one-hot", missing: "most-frequent" },
      { name: "big", type: "binary", encoding: "none", missing: "most-frequent" },
      { name: "species", type: "categorical", encoding: "one-hot", missing: "drop" },
    ]);
    expect(definition.features).toEqual([
      { name: "inputs", role: "input", columns: ["size", "colour", "big"] },
      { name: "species", role: "target", columns: ["species"] },
    ]);
    expect(definition.subsets).toEqual({ seed: 1, fractions: [0.6, 0.2, 0.2], stratified: true });
    expect([target, problem]).toEqual(["species", "classification"]);
  });

  it("leaves out what says nothing or says the answer, and says why", () => {
    const { leftOut, definition } = proposed({
      id: String,
      name: (row) => `passenger ${row}`,
      constant: () => "7",
      empty: () => "",
      sparse: (row) => (row % 3 ? "" : pseudo(row)),
      joined: (row) => `2026-01-${String((row % 28) + 1).padStart(2, "0")}`,
      age: pseudo,
      alive: (row) => ((row * 7) % 5 < 2 ? "yes" : "no"),
      survived: (row) => ((row * 7) % 5 < 2 ? "1" : "0"),
    });
    expect(leftOut).toEqual([
      { column: "id", reason: "It numbers the rows and says nothing of them." },
      { column: "name", reason: "It has 60 different texts in 60 rows, too many for one-hot." },
      { column: "constant", reason: "It has the same value in every row." },
      { column: "empty", reason: "It is empty in every row." },
      { column: "sparse", reason: "It is missing in 40 of 60 rows." },
      { column: "joined", reason: "It is a date; include it to use it as a number of days." },
      { column: "alive", reason: 'It repeats the target "survived": each of its values goes with one value of the target.' },
    ]);
    expect(definition.features[0]?.columns).toEqual(["age"]);
  });

  it("notices the target in other units", () => {
    const { leftOut } = proposed(
      { cm: (row) => String(Number(pseudo(row)) * 2.54), other: (row) => String((row * 31) % 57), price: pseudo },
      { target: "price" },
    );
    expect(leftOut.map(({ column }) => column)).toEqual(["cm"]);
  });

  it("takes numbered classes for classes, and amounts for amounts", () => {
    expect(proposed({ x: pseudo, digit: (row) => String(row % 10) }, { target: "digit" }).problem).toBe("classification");
    expect(
      proposed({ x: pseudo, cylinders: (row) => ["3", "4", "6", "8"][row % 4] ?? "" }, { target: "cylinders" }).problem,
    ).toBe("regression");
    expect(proposed({ x: pseudo, y: (row) => String(row % 2) }, { target: "y" }).problem).toBe("binary");
  });

  it("keeps the only input, even a doubtful one", () => {
    const { definition, hints } = proposed({ answer: (row) => (row % 2 ? "yes" : "no"), target: (row) => String(row % 2) });
    expect(definition.features[0]?.columns).toEqual(["answer"]);
    expect(hints[0]).toMatch(/^"answer" is the only column left as input, though it repeats/);
  });

  it.each([
    ["a target that is not there", { a: pseudo, b: pseudo }, "price", "The file has no such column to predict. It has: a, b."],
    [
      "a constant target",
      { a: pseudo, b: () => "1" },
      "b",
      "Every row has the same value here: there is nothing to predict. Choose another column.",
    ],
    ["an empty target", { a: pseudo, b: () => "" }, "b", "Every cell of this column is empty. Choose another column to predict."],
    [
      "free text as target",
      { a: pseudo, b: (row: number) => `text ${row}` },
      "b",
      "The column has 60 different texts in 60 rows, too many to be classes. Choose another column to predict.",
    ],
    [
      "no input at all",
      { a: () => "", b: pseudo },
      "b",
      "No other column can be an input: each is empty, always the same, or a different text in every row. Choose another file or target.",
    ],
  ])("refuses %s", (_, columns, target, message) => {
    const result = propose(columns, { target });
    expect(result.ok ? "" : result.issues[0]?.message).toBe(message);
  });
});

describe("definitionHash", () => {
  it("depends on the content and not on the order of keys", async () => {
    const { definition } = proposed({ x: pseudo, y: (row) => String(row % 2) });
    const { seed, fractions, ...rest } = definition.subsets;
    const turned = { ...definition, subsets: { ...rest, fractions, seed } };
    expect(await definitionHash(turned)).toBe(await definitionHash(definition));
    expect(await definitionHash({ ...definition, subsets: { ...definition.subsets, seed: 2 } })).not.toBe(
      await definitionHash(definition),
    );
    expect(await definitionHash(definition)).toMatch(/^[0-9a-f]{64}$/);
  });
});
