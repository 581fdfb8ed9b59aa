import { findGenerator, generatorSource } from "@downhill/data";
import { describe, expect, it } from "vitest";
import { createDatasetSession } from "./datasetSession.ts";

const table = ["length,species", ...Array.from({ length: 40 }, (_, row) => `${row % 9},${row % 2 ? "cat" : "dog"}`)].join("\n");
const file = (name: string, ...parts: (string | Uint8Array<ArrayBuffer>)[]) => new File(parts, name);
const silent = () => {};

function idx(sizes: readonly number[]): Uint8Array<ArrayBuffer> {
  const count = sizes.reduce((product, size) => product * size, 1);
  const bytes = new Uint8Array(4 + 4 * sizes.length + count);
  bytes.set([0, 0, 8, sizes.length]);
  sizes.forEach((size, axis) => {
    new DataView(bytes.buffer).setUint32(4 + 4 * axis, size);
  });
  for (let element = 0; element < count; element++) bytes[4 + 4 * sizes.length + element] = element % 2;
  return bytes;
}

describe("a dataset session", () => {
  it("reads a table, proposes a definition, encodes it, and describes it anew with other types", async () => {
    const session = createDatasetSession();
    const seen: string[] = [];
    const outcome = await session.readFiles([file("animals.csv", table)], ({ text }) => seen.push(text));
    if (outcome.status !== "read") throw new Error(outcome.status);
    const { definition } = outcome.opened.proposal;
    expect(definition.source).toMatchObject({ kind: "csv", fileName: "animals.csv", delimiter: "," });
    expect(session.encode(definition)).toMatchObject({
      ok: true,
      value: { droppedRows: 0, signature: { samples: { training: 24 } } },
    });
    const described = session.describe({ length: "categorical" });
    expect(described.kind === "table" && described.inspection.columns[0]?.type).toBe("categorical");
    expect(described.kind === "table" && described.rows[1]).toEqual(["1", "cat"]);
    expect(seen.at(-1)).toBe("40 rows read");
  });

  it("reads the table again as it is told to", async () => {
    const session = createDatasetSession();
    await session.readFiles([file("animals.csv", table)], silent);
    const again = await session.readAgain({ delimiter: ",", decimal: ".", hasHeader: false });
    expect(again).toMatchObject({
      status: "read",
      opened: { description: { inspection: { rowCount: 41 } }, proposal: { target: "column_2" } },
    });
  });

  it("waits for the second IDX file, in either order", async () => {
    const images = file("images.idx", idx([20, 2, 2]));
    const labels = file("labels.idx", idx([20]));
    const session = createDatasetSession();
    expect(await session.readFiles([images], silent)).toEqual({
      status: "waiting",
      text: '"images.idx" holds images. Now add the IDX file with their labels.',
    });
    expect(await session.readFiles([labels], silent)).toMatchObject({ status: "waiting" });
    const outcome = await session.readFiles([labels, images], silent);
    expect(outcome).toMatchObject({ status: "read", opened: { files: [{ name: "images.idx" }, { name: "labels.idx" }] } });
  });

  it.each([
    ["several tables", [file("a.csv", table), file("b.csv", table)], "severalTables", "b.csv"],
    ["a table among images", [file("a.csv", table), file("i.idx", idx([20, 2, 2]))], "mixedFiles", "a.csv"],
    ["a picture", [file("p.png", Uint8Array.from([137, 80, 78, 71, 0, 0]))], "unknownFormat", "p.png"],
    ["a broken table", [file("a.csv", "a,b\n1,2\n3\n")], "wrongCellCount", "a.csv"],
    ["a table without anything to predict", [file("a.csv", "a\n1\n1\n")], "noTarget", "a.csv"],
  ])("refuses %s and names the file", async (_, files, code, fileName) => {
    const outcome = await createDatasetSession().readFiles(files, silent);
    expect(outcome).toMatchObject({ status: "failed", issues: [{ code, fileName }] });
  });

  it("opens a saved version from its bytes", async () => {
    const session = createDatasetSession();
    const outcome = await session.readFiles([file("animals.csv", table)], silent);
    if (outcome.status !== "read") throw new Error(outcome.status);
    const { definition } = outcome.opened.proposal;
    const saved = { ...definition, source: { ...definition.source, blob: "abc" } };
    const opened = await createDatasetSession().openVersion(saved, [{ blob: "abc", bytes: new TextEncoder().encode(table) }]);
    expect(opened).toMatchObject({
      ok: true,
      value: { description: { inspection: { rowCount: 40 } }, proposal: { target: "species" } },
    });
  });

  it("makes built-in data", () => {
    const digits = findGenerator("renderedDigits");
    if (!digits) throw new Error("no digits");
    const result = createDatasetSession().generate(generatorSource(digits, { parameters: { count: 120 } }));
    expect(result).toMatchObject({ ok: true, value: { description: { kind: "images", inspection: { count: 120 } } } });
  });
});
