/** Whatever is done to a document, it stays one: ids and names unique, connections between ports that exist, no input twice. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocks, getBlock } from "../../catalogue/catalogue.ts";
import { createDocument } from "../createDocument.ts";
import { migrateDocument } from "../migrateDocument.ts";
import type { ModelDocument } from "../modelDocument.ts";
import { addBlock, findFreeName } from "./addBlock.ts";
import { moveBlocks, renameBlock, setParameter } from "./changeBlocks.ts";
import { copyBlocks, duplicateBlocks, parseClipboard, pasteBlocks } from "./clipboard.ts";
import { canConnect, connect, disconnect } from "./connect.ts";
import { insertBlock } from "./insertBlock.ts";
import { removeBlocks } from "./removeBlocks.ts";

const at = { x: 0, y: 0 };

/** One edit, drawn: what and which blocks, by place in the document. */
const edit = fc.record({
  what: fc.constantFrom("add", "add", "connect", "connect", "remove", "insert", "duplicate", "rename", "disconnect", "move"),
  kind: fc.constantFrom(...blocks.map((block) => block.kind)),
  first: fc.nat(30),
  second: fc.nat(30),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function apply(document: ModelDocument, { what, kind, first, second }: Edit): ModelDocument {
  const a = document.blocks[first % Math.max(1, document.blocks.length)];
  const b = document.blocks[second % Math.max(1, document.blocks.length)];
  const connection = document.connections[first % Math.max(1, document.connections.length)];
  if (what === "add" || !a || !b) return addBlock(document, { kind, position: at }).document;
  switch (what) {
    case "connect": {
      const from = { blockId: a.id, port: getBlock(a.kind)?.outputs[0]?.name ?? "output" };
      const to = { blockId: b.id, port: getBlock(b.kind)?.inputs[0]?.name ?? "input" };
      return canConnect(document, from, to) === null ? connect(document, from, to) : document;
    }
    case "remove":
      return removeBlocks(document, [a.id, b.id]);
    case "insert":
      return connection ? insertBlock(document, connection.id, { kind, position: at }).document : document;
    case "duplicate":
      return duplicateBlocks(document, [a.id, b.id]).document;
    case "rename":
      return renameBlock(document, a.id, b.name);
    case "disconnect":
      return connection ? disconnect(document, [connection.id]) : document;
    default:
      return moveBlocks(document, { [a.id]: { x: first, y: second } });
  }
}

function expectSound(document: ModelDocument): void {
  expect(migrateDocument(document)).toMatchObject({ ok: true });
  expect(new Set(document.blocks.map((block) => block.name)).size).toBe(document.blocks.length);
  const taken = new Set<string>();
  for (const { from, to } of document.connections) {
    const source = document.blocks.find((block) => block.id === from.blockId);
    const target = document.blocks.find((block) => block.id === to.blockId);
    expect(getBlock(source?.kind ?? "")?.outputs.map((port) => port.name)).toContain(from.port);
    const port = getBlock(target?.kind ?? "")?.inputs.find((candidate) => candidate.name === to.port);
    expect(port).toBeDefined();
    if (port?.isVariadic) continue;
    const end = `${to.blockId}.${to.port}`;
    expect(taken.has(end), `${end} has two connections`).toBe(false);
    taken.add(end);
  }
}

test("any run of edits leaves a sound document and changes no earlier one", () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 25 }), (edits) => {
      let document = createDocument();
      for (const one of edits) {
        const before = JSON.stringify(document);
        const next = apply(document, one);
        expect(JSON.stringify(document)).toBe(before);
        document = next;
        expectSound(document);
      }
    }),
    { numRuns: 150 },
  );
});

/** Input → Dense → Dense 2 → Target. */
function chain(): ModelDocument {
  let document = createDocument();
  let last: string | null = null;
  for (const [kind, id] of [
    ["input", "in"],
    ["dense", "a"],
    ["dense", "b"],
    ["target", "out"],
  ] as const) {
    document = addBlock(document, { kind, id, position: at }).document;
    if (last) document = connect(document, { blockId: last, port: "output" }, { blockId: id, port: "input" });
    last = id;
  }
  return document;
}

const ends = (document: ModelDocument) => document.connections.map(({ from, to }) => `${from.blockId}>${to.blockId}`).sort();

describe("names", () => {
  test("count up from the second", () => {
    expect(chain().blocks.map((block) => block.name)).toEqual(["Input", "Dense", "Dense 2", "Target"]);
    expect(findFreeName(chain(), "Dense 2")).toBe("Dense 3");
    expect(renameBlock(chain(), "b", "Dense").blocks[2]?.name).toBe("Dense 2");
    expect(renameBlock(chain(), "b", "  ").blocks[2]?.name).toBe("Dense 2");
    expect(renameBlock(chain(), "b", " Last ").blocks[2]?.name).toBe("Last");
  });
});

describe("removing", () => {
  test("heals the chain over one block and over a run of blocks", () => {
    expect(ends(removeBlocks(chain(), ["a"]))).toEqual(["b>out", "in>b"]);
    expect(ends(removeBlocks(chain(), ["a", "b"]))).toEqual(["in>out"]);
    expect(ends(removeBlocks(chain(), ["in"]))).toEqual(["a>b", "b>out"]);
  });

  test("leaves the gap when healing is refused", () => {
    expect(ends(removeBlocks(chain(), ["a"], () => false))).toEqual(["b>out"]);
  });

  test("does not connect the same two blocks twice", () => {
    let document = addBlock(chain(), { kind: "add", id: "sum", position: at }).document;
    document = connect(document, { blockId: "in", port: "output" }, { blockId: "sum", port: "inputs" });
    document = connect(document, { blockId: "a", port: "output" }, { blockId: "sum", port: "inputs" });
    expect(ends(removeBlocks(document, ["a"])).filter((end) => end === "in>sum")).toHaveLength(1);
  });
});

describe("connecting", () => {
  test("a single port gives up its old connection, a variadic one keeps all", () => {
    const moved = connect(chain(), { blockId: "in", port: "output" }, { blockId: "b", port: "input" });
    expect(ends(moved)).toEqual(["b>out", "in>a", "in>b"]);
  });

  test("says why two ends cannot be joined", () => {
    const document = chain();
    const out = (blockId: string) => ({ blockId, port: "output" });
    const into = (blockId: string) => ({ blockId, port: "input" });
    expect(canConnect(document, out("in"), into("b"))).toBeNull();
    expect(canConnect(document, out("b"), into("a"))).toContain("circle");
    expect(canConnect(document, out("a"), into("a"))).toContain("itself");
    expect(canConnect(document, out("in"), into("a"))).toContain("already");
    expect(canConnect(document, out("out"), into("a"))).toContain("no such output");
    expect(canConnect(document, out("a"), into("in"))).toContain("no such input");
    expect(canConnect(document, out("gone"), into("a"))).toContain("not there");
  });
});

describe("parameters", () => {
  test("are set, and reset by undefined", () => {
    const set = setParameter(chain(), "a", "units", 7);
    expect(set.blocks[1]?.parameters).toEqual({ units: 7 });
    expect(setParameter(set, "a", "units", undefined).blocks[1]?.parameters).toEqual({});
  });
});

describe("inserting", () => {
  test("puts the block on the connection", () => {
    const document = chain();
    const id = document.connections.find(({ from }) => from.blockId === "a")?.id ?? "";
    const inserted = insertBlock(document, id, { kind: "dropout", id: "drop", position: at });
    expect(ends(inserted.document)).toEqual(["a>drop", "b>out", "drop>b", "in>a"]);
  });
});

describe("copy and paste", () => {
  test("keeps what is inside the selection, with fresh ids and free names", () => {
    const selection = copyBlocks(chain(), ["a", "b"]);
    expect(ends(selection)).toEqual(["a>b"]);
    const pasted = pasteBlocks(chain(), selection, { offset: { x: 10, y: 20 } });
    expect(pasted.blockIds).toHaveLength(2);
    expect(pasted.document.blocks.slice(4).map((block) => block.name)).toEqual(["Dense 3", "Dense 4"]);
    expect(pasted.document.blocks[4]?.position).toEqual({ x: 10, y: 20 });
    expect(pasted.document.connections).toHaveLength(4);
    expectSound(pasted.document);
  });

  test("goes through the clipboard as text", () => {
    const selection = copyBlocks(chain(), ["a"]);
    expect(parseClipboard(JSON.stringify(selection))).toEqual(selection);
    expect(parseClipboard("some text")).toBeNull();
    expect(parseClipboard('{"format": "other"}')).toBeNull();
  });
});
