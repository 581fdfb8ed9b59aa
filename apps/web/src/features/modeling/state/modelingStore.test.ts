import {
  addBlock,
  blocks,
  connect,
  copyBlocks,
  createDocument,
  createOptions,
  disconnect,
  duplicateBlocks,
  moveBlocks,
  pasteBlocks,
  removeBlocks,
  renameBlock,
  setParameter,
} from "@downhill/model";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createModelingStore, type Draft } from "./modelingStore.ts";

const start: Draft = { document: createDocument(), options: createOptions() };
const kinds = blocks.map((definition) => definition.kind);

type Act = (draft: Draft) => Draft;

function pick<T>(items: readonly T[], index: number): T | undefined {
  return items.length === 0 ? undefined : items[index % items.length];
}

/** Random acts of a person, each described by numbers so that it shrinks well. */
const act: fc.Arbitrary<{ act: Act; gesture?: string }> = fc
  .record({
    what: fc.integer({ min: 0, max: 9 }),
    a: fc.nat(50),
    b: fc.nat(50),
    gesture: fc.option(fc.constantFrom("move blocks", "parameter", "option batchSize"), { nil: undefined }),
  })
  .map(({ what, a, b, gesture }) => ({ act: actOf(what, a, b), gesture }));

function actOf(what: number, a: number, b: number): Act {
  return ({ document, options }) => {
    const one = pick(document.blocks, a);
    const other = pick(document.blocks, b);
    switch (what) {
      case 0:
      case 1:
        return { document: addBlock(document, { kind: pick(kinds, a) ?? "dense", position: { x: a, y: b } }).document, options };
      case 2:
        return { document: one ? removeBlocks(document, [one.id]) : document, options };
      case 3:
        return { document: one ? moveBlocks(document, { [one.id]: { x: b, y: a } }) : document, options };
      case 4:
        return { document: one ? setParameter(document, one.id, "units", b) : document, options };
      case 5:
        return { document: one ? renameBlock(document, one.id, `Name ${b}`) : document, options };
      case 6:
        return {
          document:
            one && other
              ? connect(document, { blockId: one.id, port: "output" }, { blockId: other.id, port: "input" })
              : document,
          options,
        };
      case 7: {
        const connection = pick(document.connections, a);
        return { document: connection ? disconnect(document, [connection.id]) : document, options };
      }
      case 8: {
        if (!one || document.blocks.length > 30) return { document, options };
        const selection = copyBlocks(document, [one.id]);
        const pasted =
          b % 2 === 0 ? pasteBlocks(document, selection, { offset: { x: a, y: b } }) : duplicateBlocks(document, [one.id]);
        return { document: pasted.document, options };
      }
      default:
        return { document, options: { ...options, batchSize: b + 1 } };
    }
  };
}

describe("the history", () => {
  it("undoes any edits back to the first draft, and redoes them to the last", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const store = createModelingStore(start);
        for (const step of acts) store.getState().edit(step.act, step.gesture);
        const last = store.getState().draft;
        const steps = store.getState().past.length;
        for (let index = 0; index < steps; index += 1) store.getState().undo();
        expect(store.getState().draft).toEqual(start);
        expect(store.getState().past).toHaveLength(0);
        for (let index = 0; index < steps; index += 1) store.getState().redo();
        expect(store.getState().draft).toEqual(last);
        expect(store.getState().future).toHaveLength(0);
      }),
    );
  });

  it("never keeps selected what the draft does not hold", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(act, fc.constantFrom("edit", "undo", "redo", "selectAll")), { maxLength: 40 }), (acts) => {
        const store = createModelingStore(start);
        for (const [step, how] of acts) {
          if (how === "undo") store.getState().undo();
          else if (how === "redo") store.getState().redo();
          else if (how === "selectAll") {
            const { document } = store.getState().draft;
            store.getState().select({
              blocks: document.blocks.map((block) => block.id),
              connections: document.connections.map((connection) => connection.id),
            });
          } else store.getState().edit(step.act, step.gesture);
          const { draft, selection } = store.getState();
          const present = new Set([...draft.document.blocks, ...draft.document.connections].map(({ id }) => id));
          for (const id of [...selection.blocks, ...selection.connections]) expect(present).toContain(id);
        }
      }),
    );
  });
});

describe("a gesture", () => {
  const batch = (batchSize: number) => (draft: Draft) => ({ ...draft, options: { ...draft.options, batchSize } });

  it("is one step however many edits it makes, and ends when told", () => {
    const store = createModelingStore(start);
    for (const size of [6, 64, 640]) store.getState().edit(batch(size), "option batchSize");
    store.getState().endGesture();
    store.getState().edit(batch(7), "option batchSize");
    expect(store.getState().past).toHaveLength(2);
    store.getState().undo();
    expect(store.getState().draft.options.batchSize).toBe(640);
    store.getState().undo();
    expect(store.getState().draft).toEqual(start);
  });

  it("does not go on over an undo", () => {
    const store = createModelingStore(start);
    store.getState().edit(batch(6), "option batchSize");
    store.getState().undo();
    store.getState().edit(batch(9), "option batchSize");
    store.getState().undo();
    expect(store.getState().draft.options.batchSize).toBe(32);
  });

  it("makes no step when nothing changes", () => {
    const store = createModelingStore(start);
    store.getState().edit((draft) => draft);
    store.getState().edit((draft) => ({ ...draft }));
    expect(store.getState().past).toHaveLength(0);
  });
});
