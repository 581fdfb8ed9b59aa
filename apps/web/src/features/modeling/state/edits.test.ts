import { addBlock, connect, createDocument, type ModelDocument } from "@downhill/model";
import { describe, expect, it } from "vitest";
import { addAtLooseEnd, addBehind, insertExisting } from "./edits.ts";

function chain(): { document: ModelDocument; inputId: string; denseId: string } {
  const first = addBlock(createDocument(), { kind: "input", position: { x: 0, y: 0 } });
  const second = addBlock(first.document, { kind: "dense", position: { x: 0, y: 124 } });
  const document = connect(
    second.document,
    { blockId: first.blockId, port: "output" },
    { blockId: second.blockId, port: "input" },
  );
  return { document, inputId: first.blockId, denseId: second.blockId };
}

function pairs(document: ModelDocument): string[] {
  const nameOf = (id: string) => document.blocks.find((block) => block.id === id)?.name ?? "?";
  return document.connections.map(({ from, to }) => `${nameOf(from.blockId)} > ${nameOf(to.blockId)}`).sort();
}

describe("adding behind a block", () => {
  it("continues an open end", () => {
    const { document, denseId } = chain();
    const dense = document.blocks.find((block) => block.id === denseId)!;
    expect(pairs(addBehind(document, dense, "target", "down").document)).toEqual(["Dense > Target", "Input > Dense"]);
  });

  it("goes between where a line leaves, and makes room", () => {
    const { document, inputId, denseId } = chain();
    const input = document.blocks.find((block) => block.id === inputId)!;
    const placed = addBehind(document, input, "dropout", "down");
    expect(pairs(placed.document)).toEqual(["Dropout > Dense", "Input > Dropout"]);
    const y = (id: string) => placed.document.blocks.find((block) => block.id === id)?.position.y ?? Number.NaN;
    expect(y(inputId)).toBeLessThan(y(placed.blockId));
    expect(y(placed.blockId)).toBeLessThan(y(denseId));
  });

  it("only lands beside what it cannot join", () => {
    const { document, denseId } = chain();
    const dense = document.blocks.find((block) => block.id === denseId)!;
    expect(pairs(addBehind(document, dense, "input", "down").document)).toEqual(["Input > Dense"]);
  });
});

describe("lines", () => {
  it("take a loose block in between", () => {
    const { document } = chain();
    const loose = addBlock(document, { kind: "flatten", position: { x: 0, y: 60 } });
    const line = document.connections[0]!.id;
    expect(pairs(insertExisting(loose.document, line, loose.blockId))).toEqual(["Flatten > Dense", "Input > Flatten"]);
  });

  it("do not take a block that is joined elsewhere", () => {
    const { document, denseId } = chain();
    expect(insertExisting(document, document.connections[0]!.id, denseId)).toBe(document);
  });

  it("end in the block that is chosen at their loose end", () => {
    const { document, denseId } = chain();
    const after = addAtLooseEnd(document, "target", { x: 0, y: 0 }, { from: { blockId: denseId, port: "output" } });
    expect(pairs(after.document)).toContain("Dense > Target");
    const before = addAtLooseEnd(document, "flatten", { x: 0, y: 0 }, { to: { blockId: denseId, port: "input" } });
    expect(pairs(before.document)).toEqual(["Flatten > Dense"]);
  });
});
