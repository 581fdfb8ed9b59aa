import { describe, expect, test } from "vitest";
import { getMetric } from "../catalogue/catalogue.ts";
import type { DatasetSignature } from "../datasetSignature.ts";
import { canMeasure } from "../lowering/canMeasure.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { createOptions } from "../options/createOptions.ts";
import { sketchChain, sketchSignature } from "../testing/sketchModel.ts";
import { applyFix } from "./applyFix.ts";
import { checkModel } from "./checkModel.ts";

const classes = ["a", "b", "c", "d"];
const text: DatasetSignature = {
  ...sketchSignature([]),
  features: [
    { name: "x", kind: "tokens", role: "input", shape: [8], classes },
    { name: "y", kind: "tokens", role: "target", shape: [8], classes },
  ],
};
const review: DatasetSignature = {
  ...text,
  features: [...text.features.slice(0, 1), { name: "y", kind: "categorical", role: "target", shape: [3] }],
};
const dense = (units: number, activation = "linear") => ({ kind: "dense", parameters: { units, activation } });
const embedding = (vocabulary: number) => ({ kind: "embedding", parameters: { vocabulary, units: 4 } });

function check(document: ReturnType<typeof sketchChain>, signature: DatasetSignature, changes: Partial<CompilerOptions> = {}) {
  const options = createOptions(changes);
  const report = checkModel({ document, options, signature });
  const [first] = report.issues;
  const mended = first?.fix ? checkModel({ ...applyFix({ document, options }, first.fix), signature }).issues : null;
  return { ...report, codes: report.issues.map(({ severity, code }) => `${severity} ${code}`), mended };
}

describe("tokens", () => {
  test("a vocabulary must hold every token", () => {
    expect(check(sketchChain([embedding(4), dense(4)]), text).codes).toEqual([]);
    expect(check(sketchChain([embedding(9), dense(4)]), text).codes).toEqual([]);
    const small = check(sketchChain([embedding(2), dense(4)]), text);
    expect(small).toMatchObject({ codes: ["error vocabulary-too-small"], mended: [], canRun: false });
    expect(small.issues[0]?.message).toContain("Set Vocabulary to 4");
    const behind = check(
      sketchChain([{ kind: "reshape", parameters: { targetShape: [4, 2] } }, embedding(2), { kind: "flatten" }, dense(3)]),
      review,
    );
    expect(behind).toMatchObject({ codes: ["error vocabulary-too-small"], mended: [] });
  });

  test("no other block computes with them without a word", () => {
    const plain = check(sketchChain([dense(5, "relu"), { kind: "flatten" }, dense(3)]), review);
    expect(plain).toMatchObject({ codes: ["hint tokens-as-sizes"], mended: [], canRun: true });
    expect(check(sketchChain([embedding(4), { kind: "flatten" }, dense(3)]), review).codes).toEqual([]);
  });

  test("a block that does not take them says so once", () => {
    expect(check(sketchChain([{ kind: "lstm" }, dense(3)]), review).codes).toEqual(["error needs-sequence"]);
  });
});

describe("metrics of tokens", () => {
  const reduceOnPlateau = { kind: "reduceOnPlateau", parameters: { monitor: "accuracy" } };

  test("are those of classes", () => {
    const kinds = ["accuracy", "perplexity", "r2"].filter((kind) => {
      const metric = getMetric(kind);
      return metric && text.features.some((feature) => feature.role === "target" && canMeasure(metric, feature));
    });
    expect(kinds).toEqual(["accuracy", "perplexity"]);
  });

  test("can be watched by a schedule, those of features without a Target cannot", () => {
    const model = sketchChain([embedding(4), dense(4)]);
    expect(check(model, text, { schedule: reduceOnPlateau }).codes).toEqual([]);
    expect(check(model, text, { schedule: reduceOnPlateau, metrics: [] }).codes).toEqual(["error monitor-not-measured"]);
    const two: DatasetSignature = {
      ...text,
      features: [
        { name: "x", kind: "numeric", role: "input", shape: [4] },
        { name: "y", kind: "numeric", role: "target", shape: [1] },
        { name: "z", kind: "categorical", role: "target", shape: [3] },
      ],
    };
    const codes = check(sketchChain([dense(1)]), two, { schedule: reduceOnPlateau }).codes;
    expect(codes).toContain("error monitor-not-measured");
  });
});
