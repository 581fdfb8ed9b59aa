import type { ModelDocument } from "@downhill/model";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cardSize, layoutModelPicture } from "./layoutModelPicture.ts";

function modelOf(blockCount: number, pairs: readonly (readonly [number, number])[]): ModelDocument {
  return {
    format: "downhill/model",
    version: 1,
    blocks: Array.from({ length: blockCount }, (_, index) => ({
      id: `b${index}`,
      kind: "dense",
      name: `Block ${index}`,
      position: { x: (index % 3) * 100, y: index * 50 },
      parameters: {},
    })),
    connections: pairs.map(([from, to], index) => ({
      id: `c${index}`,
      from: { blockId: `b${from}`, port: "output" },
      to: { blockId: `b${to}`, port: "input" },
    })),
  };
}

/** Pairs that always lead from a lower to a higher block, so no cycle. */
const acyclic = fc.integer({ min: 1, max: 14 }).chain((count) =>
  fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 24 }).map((pairs) =>
    modelOf(
      count,
      pairs.filter(([from, to]) => from !== to).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
    ),
  ),
);

describe("layoutModelPicture", () => {
  it("stacks a chain in one column", () => {
    const { cards, width } = layoutModelPicture(
      modelOf(3, [
        [0, 1],
        [1, 2],
      ]),
    );
    expect(cards.map((card) => card.blockId)).toEqual(["b0", "b1", "b2"]);
    expect(new Set(cards.map((card) => card.x))).toEqual(new Set([0]));
    expect(width).toBe(cardSize.width);
  });

  it("gives a skipping connection a lane beside the cards", () => {
    const { cards, lines } = layoutModelPicture(
      modelOf(3, [
        [0, 1],
        [1, 2],
        [0, 2],
      ]),
    );
    const middle = cards.find((card) => card.blockId === "b1");
    const skip = lines.find((line) => line.id === "c2");
    expect(skip?.points).toHaveLength(4);
    for (const point of skip?.points.slice(1, 3) ?? []) {
      const isBehindCard = middle !== undefined && point.x > middle.x && point.x < middle.x + cardSize.width;
      expect(isBehindCard).toBe(false);
    }
  });

  it("never overlaps cards, keeps them inside, and draws every line downwards", () => {
    fc.assert(
      fc.property(acyclic, (model) => {
        const { cards, lines, width, height } = layoutModelPicture(model);
        expect(cards).toHaveLength(model.blocks.length);
        expect(lines).toHaveLength(model.connections.length);
        for (const [index, card] of cards.entries()) {
          expect(card.x).toBeGreaterThanOrEqual(0);
          expect(card.x + cardSize.width).toBeLessThanOrEqual(width);
          expect(card.y + cardSize.height).toBeLessThanOrEqual(height);
          for (const other of cards.slice(index + 1)) {
            const apart = Math.abs(card.x - other.x) >= cardSize.width || Math.abs(card.y - other.y) >= cardSize.height;
            expect(apart).toBe(true);
          }
        }
        for (const { points } of lines) {
          for (let index = 1; index < points.length; index++) {
            expect(points[index]?.y ?? 0).toBeGreaterThan(points[index - 1]?.y ?? Number.POSITIVE_INFINITY);
          }
        }
      }),
    );
  });

  it("still places every block of a model with a cycle", () => {
    expect(
      layoutModelPicture(
        modelOf(3, [
          [0, 1],
          [1, 2],
          [2, 0],
        ]),
      ).cards,
    ).toHaveLength(3);
  });

  it("is empty for an empty model", () => {
    expect(layoutModelPicture(modelOf(0, []))).toMatchObject({ height: 0, cards: [], lines: [] });
  });
});
