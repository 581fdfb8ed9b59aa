import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeIssue } from "./dataIssue.ts";
import type { ColumnDefinition, DatasetDefinition } from "./datasetDefinition.ts";
import { encodeDataset, subsetNames } from "./encodeDataset.ts";
import type { EncodedDataset } from "./encodedDataset.ts";
import { numericScale } from "./numericScale.ts";
import { signatureOf } from "./signatureOf.ts";
import { splitRows } from "./splitRows.ts";
import { type Table, tableFromRows } from "./table.ts";

type Features = DatasetDefinition["features"];

function define(columns: readonly Partial<ColumnDefinition>[], features: Features, seed = 1): DatasetDefinition {
  return {
    version: 1,
    source: { kind: "csv", fileName: "t.csv", blob: "", delimiter: ",", decimal: ".", hasHeader: true },
    columns: columns.map((column) => ({ name: "x", type: "numeric", encoding: "none", missing: "drop", ...column })),
    features,
    subsets: { seed, fractions: [0.8, 0.1, 0.1] },
  };
}

function encode(definition: DatasetDefinition, table: Table): EncodedDataset {
  const result = encodeDataset({ definition, content: { kind: "table", table } });
  if (!result.ok) throw new Error(result.issues.map(describeIssue).join("\n"));
  return result.value;
}

const oneFeature: Features = [{ name: "inputs", role: "input", columns: ["x"] }];
const tableOf = (values: readonly string[]) =>
  tableFromRows({ fileName: "t.csv", names: ["x"], rows: values.map((value) => [value]) });
const valuesOf = (encoded: EncodedDataset, subset: "training" | "validation" | "test" = "training") => [
  ...(encoded.features[0]?.values[subset] ?? []),
];
/** What each row became, in the order of the source. */
function byRow(encoded: EncodedDataset): Map<number, number[]> {
  const width = encoded.features[0]?.shape[0] ?? 1;
  const found = new Map<number, number[]>();
  for (const subset of subsetNames) {
    encoded.rows[subset].forEach((row, sample) => {
      found.set(row, valuesOf(encoded, subset).slice(sample * width, (sample + 1) * width));
    });
  }
  return found;
}

describe("splitRows", () => {
  it("gives every row that stays to exactly one subset, in the shares asked for", () => {
    const cases = fc.record({
      rowCount: fc.integer({ min: 3, max: 400 }),
      seed: fc.integer({ min: 0, max: 0xffffffff }),
      dropped: fc.array(fc.nat(399)),
      shares: fc.constantFrom<[number, number, number]>([0.8, 0.1, 0.1], [0.6, 0.2, 0.2], [0.5, 0.5, 0], [1, 0, 0]),
    });
    fc.assert(
      fc.property(cases, ({ rowCount, seed, dropped, shares }) => {
        const leftOut = new Uint8Array(rowCount);
        for (const row of dropped) if (row < rowCount) leftOut[row] = 1;
        const kept = rowCount - leftOut.reduce((sum, flag) => sum + flag, 0);
        const split = splitRows({ rowCount, subsets: { seed, fractions: shares }, leftOut });
        const all = [...split.training, ...split.validation, ...split.test];
        expect(new Set(all).size).toBe(all.length);
        expect(all.sort((a, b) => a - b)).toEqual(
          Array.from({ length: rowCount }, (_, row) => row).filter((row) => leftOut[row] === 0),
        );
        if (kept >= 10) {
          expect(split.validation.length).toBe(Math.round(kept * shares[1]));
          expect(Math.abs(split.test.length - kept * shares[2])).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("is the same everywhere for the same seed, and another for another", () => {
    const subsets = { seed: 7, fractions: [0.8, 0.1, 0.1] as [number, number, number] };
    expect([...splitRows({ rowCount: 12, subsets }).training]).toEqual([...splitRows({ rowCount: 12, subsets }).training]);
    // Frozen: versions that were saved once must keep their split.
    expect([...splitRows({ rowCount: 12, subsets }).training]).toMatchInlineSnapshot(`
      [
        7,
        1,
        2,
        3,
        11,
        8,
        5,
        9,
        0,
        4,
      ]
    `);
    expect([...splitRows({ rowCount: 12, subsets: { ...subsets, seed: 8 } }).training]).not.toEqual([
      ...splitRows({ rowCount: 12, subsets }).training,
    ]);
  });

  it("mixes a sorted file: every class reaches every subset", () => {
    const { training, validation, test } = splitRows({ rowCount: 150, subsets: { seed: 1, fractions: [0.8, 0.1, 0.1] } });
    for (const subset of [training, validation, test])
      expect(new Set([...subset].map((row) => Math.floor(row / 50))).size).toBe(3);
  });

  it("stratified: every subset has its share of each class, to within one row per cut, whatever the classes' sizes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 300 }),
        fc.integer({ min: 0, max: 1000 }),
        (classes, seed) => {
          const subsets = { seed, fractions: [0.6, 0.2, 0.2] as [number, number, number], stratified: true };
          const split = splitRows({ rowCount: classes.length, subsets, classes });
          const rows = [...split.training, ...split.validation, ...split.test];
          expect([...rows].sort((one, other) => one - other)).toEqual(classes.map((_, row) => row));
          for (const name of subsetNames) {
            const share = split[name].length / classes.length;
            for (const wanted of new Set(classes)) {
              const all = classes.filter((found) => found === wanted).length;
              const got = [...split[name]].filter((row) => classes[row] === wanted).length;
              expect(Math.abs(got - all * share)).toBeLessThanOrEqual(2);
            }
          }
        },
      ),
    );
  });

  it("stratified: encodeDataset takes the classes from the target column", () => {
    const kindOf = (row: number) => (row % 5 === 0 ? "rare" : "common");
    const rows = Array.from({ length: 50 }, (_, row) => [String(row), kindOf(row)]);
    const definition = define(
      [{}, { name: "kind", type: "categorical", encoding: "one-hot" }],
      [...oneFeature, { name: "kind", role: "target", columns: ["kind"] }],
    );
    const subsets = { ...definition.subsets, fractions: [0.6, 0.2, 0.2] as [number, number, number], stratified: true };
    const encoded = encode({ ...definition, subsets }, tableFromRows({ fileName: "t.csv", names: ["x", "kind"], rows }));
    const rareIn = (subset: "training" | "validation" | "test") =>
      [...encoded.rows[subset]].filter((row) => kindOf(row) === "rare").length;
    expect([rareIn("training"), rareIn("validation"), rareIn("test")]).toEqual([6, 2, 2]);
  });
});

describe("encodeDataset", () => {
  const weighed = (weights: Partial<ColumnDefinition>, cells: readonly string[]) => {
    const features: Features = [...oneFeature, { name: "weight", role: "weight", columns: ["w"] }];
    const rows = cells.map((cell, row) => [String(row), cell]);
    const definition = define([{}, { name: "w", ...weights }], features);
    const result = encodeDataset({
      definition,
      content: { kind: "table", table: tableFromRows({ fileName: "t.csv", names: ["x", "w"], rows }) },
    });
    return result.ok ? result.value : result.issues.map(describeIssue).join(" ");
  };

  it("carries one column that says how much each row counts", () => {
    const cells = Array.from({ length: 10 }, (_, row) => String(row / 2));
    const encoded = weighed({}, cells);
    if (typeof encoded === "string") throw new Error(encoded);
    expect(signatureOf(encoded).features[1]).toEqual({ name: "weight", shape: [1], kind: "numeric", role: "weight" });
    for (const [place, row] of encoded.rows.training.entries()) expect(encoded.features[1]?.values.training[place]).toBe(row / 2);
    const zeroOrOne = Array.from({ length: 10 }, (_, row) => String(row % 2));
    expect(weighed({ type: "binary" }, zeroOrOne)).toMatchObject({ features: [{}, { role: "weight" }] });
  });

  it("refuses weights that are no numbers from 0 up", () => {
    const cells = Array.from({ length: 10 }, (_, row) => String(row - 1));
    expect(weighed({}, cells)).toContain("no number in it may be below 0");
    expect(weighed({ encoding: "standardization" }, cells)).toContain('with the encoding "none"');
    expect(weighed({ type: "categorical", encoding: "one-hot" }, cells)).toContain("must be one column of numbers");
  });

  it("counts the training samples of each class", () => {
    const rows = Array.from({ length: 30 }, (_, row) => [String(row), row % 3 === 0 ? "rare" : "common"]);
    const definition = define(
      [{}, { name: "kind", type: "categorical", encoding: "one-hot" }],
      [...oneFeature, { name: "kind", role: "target", columns: ["kind"] }],
    );
    const encoded = encode(definition, tableFromRows({ fileName: "t.csv", names: ["x", "kind"], rows }));
    const [, kind] = signatureOf(encoded).features;
    const rare = [...encoded.rows.training].filter((row) => row % 3 === 0).length;
    const counts = new Map(kind?.classes?.map((name, place) => [name, kind.classCounts?.[place]]));
    expect(Object.fromEntries(counts)).toEqual({ rare, common: 24 - rare });
  });

  it("takes mean and deviation from the training rows only", () => {
    const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 10, maxLength: 80 });
    fc.assert(
      fc.property(numbers, fc.nat(1000), (values, seed) => {
        const encoded = encode(define([{ encoding: "standardization" }], oneFeature, seed), tableOf(values.map(String)));
        const training = [...encoded.rows.training].map((row) => values[row] ?? 0);
        const mean = training.reduce((sum, value) => sum + value, 0) / training.length;
        const deviation = Math.sqrt(training.reduce((sum, value) => sum + (value - mean) ** 2, 0) / training.length);
        for (const [row, [value]] of byRow(encoded)) expect(value).toBeCloseTo(((values[row] ?? 0) - mean) / (deviation || 1), 4);
        expect(encoded.statistics[0]?.mean).toBeCloseTo(mean, 8);
      }),
    );
  });

  it("does not let a validation row move anything", () => {
    const values = Array.from({ length: 50 }, (_, row) => row);
    const definition = define([{ encoding: "min-max" }], oneFeature);
    const before = encode(definition, tableOf(values.map(String)));
    const row = before.rows.validation[0] ?? 0;
    const after = encode(definition, tableOf(values.map((value, index) => String(index === row ? 1e6 : value))));
    expect(after.statistics).toEqual(before.statistics);
    expect(valuesOf(after)).toEqual(valuesOf(before));
    expect(Math.max(...valuesOf(before))).toBe(1);
    expect(Math.min(...valuesOf(before))).toBe(0);
  });

  it("never makes NaN, even of columns without variance and of huge numbers", () => {
    const cell = fc.oneof(fc.double().map(String), fc.constantFrom("", "NA", "5", "5", "5", "word", "1e38", "-3e38", "1e300"));
    const encodings = fc.constantFrom<ColumnDefinition["encoding"]>("standardization", "min-max", "none", "one-hot", "index");
    const policies = fc.constantFrom<ColumnDefinition["missing"]>("drop", "mean", "most-frequent");
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), encodings, policies, (values, encoding, missing) => {
        const result = encodeDataset({
          definition: define([{ encoding, missing }], oneFeature),
          content: { kind: "table", table: tableOf(values) },
        });
        if (!result.ok) {
          expect(["noRowsLeft", "emptyColumn"]).toContain(result.issues[0]?.code);
          return;
        }
        for (const subset of subsetNames)
          for (const value of valuesOf(result.value, subset)) expect(Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(valuesOf(encode(define([{ encoding: "standardization" }], oneFeature), tableOf(Array(20).fill("0.1"))))).toEqual(
      Array(16).fill(0),
    );
  });

  it("drops rows with missing cells, but only for columns in use", () => {
    const rows = Array.from({ length: 20 }, (_, row) => [row % 4 === 0 ? "" : String(row), row % 5 === 0 ? "NA" : "1"]);
    const table = tableFromRows({ fileName: "t.csv", names: ["x", "unused"], rows });
    const encoded = encode(define([{}, { name: "unused" }], oneFeature), table);
    expect(encoded.droppedRows).toBe(5);
    expect(encoded.samples).toEqual({ training: 11, validation: 2, test: 2 });
  });

  it.each([
    ["mean", "standardization", 0],
    ["most-frequent", "none", 2],
  ] as const)("fills missing cells with the %s", (missing, encoding, expected) => {
    const values = ["", ...repeat("2", 6), ...repeat("8", 3), ...repeat("11", 2), "NA"];
    const encoded = encode(define([{ missing, encoding }], oneFeature), tableOf(values));
    expect(encoded.droppedRows).toBe(0);
    expect(byRow(encoded).get(0)?.[0]).toBeCloseTo(expected, 6);
    expect(byRow(encoded).get(values.length - 1)?.[0]).toBeCloseTo(expected, 6);
  });

  it("puts categories in order, and gives one that training never saw all zeros", () => {
    const values = Array.from({ length: 40 }, (_, row) => ["10", "9", "red"][row % 3] ?? "");
    const definition = define([{ type: "categorical", encoding: "one-hot" }], oneFeature);
    const unseen = encode(definition, tableOf(values)).rows.validation[0] ?? 0;
    const encoded = encode(definition, tableOf(values.map((value, row) => (row === unseen ? "blue" : ` ${value} `))));
    expect(encoded.features[0]).toMatchObject({ shape: [3], kind: "categorical", classes: ["9", "10", "red"] });
    const rows = byRow(encoded);
    expect(rows.get(unseen)).toEqual([0, 0, 0]);
    for (const [row, code] of [
      [0, [0, 1, 0]],
      [1, [1, 0, 0]],
      [2, [0, 0, 1]],
    ] as const) {
      if (row !== unseen) expect(rows.get(row)).toEqual(code);
    }
  });

  it("joins columns of several kinds into one feature", () => {
    const rows = Array.from({ length: 30 }, (_, row) => [String(row), ["a", "b", "c"][row % 3] ?? "", row % 2 ? "yes" : "no"]);
    const table = tableFromRows({ fileName: "t.csv", names: ["x", "c", "flag"], rows });
    const columns = [{}, { name: "c", type: "categorical", encoding: "one-hot" }, { name: "flag", type: "binary" }] as const;
    const features: Features = [
      { name: "inputs", role: "input", columns: ["flag", "c", "x"] },
      { name: "answer", role: "target", columns: ["flag"] },
    ];
    const encoded = encode(define(columns, features), table);
    expect(signatureOf(encoded)).toEqual({
      features: [
        { name: "inputs", shape: [5], kind: "numeric", role: "input" },
        { name: "answer", shape: [1], kind: "binary", role: "target", classes: ["no", "yes"], classCounts: [12, 12] },
      ],
      samples: { training: 24, validation: 3, test: 3 },
    });
    for (const [row, values] of byRow(encoded)) {
      expect(values).toEqual([row % 2, row % 3 === 0 ? 1 : 0, row % 3 === 1 ? 1 : 0, row % 3 === 2 ? 1 : 0, row]);
    }
  });

  it("gives the scale that reads a target back", () => {
    for (const encoding of ["standardization", "min-max", "none"] as const) {
      const definition = define([{ encoding }], [{ name: "height", role: "target", columns: ["x"] }]);
      const encoded = encode(definition, tableOf(Array.from({ length: 20 }, (_, row) => String(100 + row * row))));
      const scale = numericScale({ definition, encoded, feature: "height" });
      for (const [row, [value = 0]] of byRow(encoded))
        expect(value * (scale?.scale ?? 0) + (scale?.offset ?? 0)).toBeCloseTo(100 + row * row, 3);
    }
  });

  it("encodes images as grey values from 0 to 1, channels last", () => {
    const count = 10;
    const pixels = Uint8Array.from({ length: count * 6 }, (_, index) => index * 4);
    const images = {
      fileName: "i",
      count,
      height: 2,
      width: 3,
      channels: 1,
      pixels,
      labels: Uint8Array.from({ length: count }, (_, i) => i % 2),
      classes: ["cat", "dog"],
    };
    const definition = define(
      [
        { name: "image", type: "image", encoding: "pixels" },
        { name: "label", type: "categorical", encoding: "one-hot" },
      ],
      [
        { name: "image", role: "input", columns: ["image"] },
        { name: "label", role: "target", columns: ["label"] },
      ],
    );
    const result = encodeDataset({ definition, content: { kind: "images", images } });
    if (!result.ok) throw new Error("images do not encode");
    const [image, label] = result.value.features;
    expect(image).toMatchObject({ shape: [2, 3, 1], kind: "image" });
    expect(label).toMatchObject({ shape: [2], kind: "categorical", classes: ["cat", "dog"] });
    result.value.rows.training.forEach((row, sample) => {
      const seen = image?.values.training.subarray(sample * 6, sample * 6 + 6) ?? [];
      expect([...seen]).toEqual([...pixels.subarray(row * 6, row * 6 + 6)].map((byte) => Math.fround(byte / 255)));
      expect(label?.values.training[sample * 2 + (row % 2)]).toBe(1);
    });
  });

  it.each<[string, DatasetDefinition, readonly string[], string]>([
    [
      "a column that the file lacks",
      define([{ name: "age" }], [{ name: "inputs", role: "input", columns: ["age"] }]),
      ["1", "2"],
      't.csv, column "age": The file has no such column. It has: x.',
    ],
    [
      "text without categories",
      define([{ type: "categorical" }], oneFeature),
      ["a", "b"],
      't.csv, column "x": A categorical column has no numbers to scale. Choose one-hot or index, or another type.',
    ],
    [
      "three values in a binary column",
      define([{ type: "binary" }], oneFeature),
      ["a", "b", "c"],
      't.csv, column "x": A binary column has two values; this one has 3. Choose the type categorical.',
    ],
    [
      "no complete row",
      define([{}], oneFeature),
      ["", "NA", "?"],
      "t.csv: No row is left: each of the 3 rows has a missing cell in a column that drops such rows. Fill missing cells instead.",
    ],
    [
      "nothing to fill with",
      define([{ missing: "mean" }], oneFeature),
      ["", "NA", "?"],
      't.csv, column "x": No row of the training subset has a value here. Leave the column out.',
    ],
    [
      "shares beyond the whole",
      { ...define([{}], oneFeature), subsets: { seed: 1, fractions: [0.8, 0.2, 0.1] } },
      ["1"],
      "t.csv: The subsets' shares (80 %, 20 %, 10 %) must add up to 100 % with a training share above 0.",
    ],
  ])("refuses %s", (_, definition, values, sentence) => {
    const result = encodeDataset({ definition, content: { kind: "table", table: tableOf(values) } });
    expect(result.ok ? "encoded" : result.issues.map(describeIssue)).toEqual([sentence]);
  });
});

function repeat(value: string, times: number): string[] {
  return Array<string>(times).fill(value);
}
