/**
 * Where the cards and lines of a read-only model picture stand: rows from input to target, each block below all it depends on.
 * A connection that skips rows gets a lane of its own in each of them, so that no line runs behind a card. Pixels, y downwards.
 * Cards the person arranged side by side keep their order; the rest of the canvas's arrangement is not looked at.
 */
import type { ModelDocument } from "@downhill/model";

export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

export interface ModelPictureLayout {
  readonly width: number;
  readonly height: number;
  /** Top left corners, in reading order. */
  readonly cards: readonly (PicturePoint & { readonly blockId: string })[];
  /** From the bottom of one card to the top of another, through the lanes between. */
  readonly lines: readonly { readonly id: string; readonly points: readonly PicturePoint[] }[];
}

export const cardSize = { width: 216, height: 52 };
const laneWidth = 20;
const columnGap = 16;
const rowGap = 26;

interface Slot {
  readonly key: string;
  readonly width: number;
  readonly blockId: string | null;
  readonly hintX: number;
  centre: number;
}

export function layoutModelPicture(document: ModelDocument): ModelPictureLayout {
  const rowOf = placeInRows(document);
  const rows: Slot[][] = Array.from({ length: Math.max(0, ...rowOf.values()) + 1 }, () => []);
  for (const block of document.blocks) {
    rows[rowOf.get(block.id) ?? 0]?.push({
      key: block.id,
      width: cardSize.width,
      blockId: block.id,
      hintX: block.position.x,
      centre: 0,
    });
  }

  const connections = document.connections.filter(
    (connection) => rowOf.has(connection.from.blockId) && rowOf.has(connection.to.blockId),
  );
  const parents = new Map<string, string[]>();
  const ways = connections.map((connection) => {
    const first = rowOf.get(connection.from.blockId) ?? 0;
    const last = rowOf.get(connection.to.blockId) ?? 0;
    const keys = [connection.from.blockId];
    for (let row = first + 1; row < last; row++) {
      const key = `${connection.id}@${row}`;
      rows[row]?.push({ key, width: laneWidth, blockId: null, hintX: Number.POSITIVE_INFINITY, centre: 0 });
      keys.push(key);
    }
    keys.push(connection.to.blockId);
    for (let index = 1; index < keys.length; index++) {
      const key = keys[index] ?? "";
      parents.set(key, [...(parents.get(key) ?? []), keys[index - 1] ?? ""]);
    }
    return { id: connection.id, keys };
  });

  const width = Math.max(cardSize.width, ...rows.map(rowWidth));
  const slots = new Map<string, Slot & { row: number }>();
  rows.forEach((row, index) => {
    arrangeRow(row, width, (key) => averageCentre(parents.get(key) ?? [], slots));
    for (const slot of row) slots.set(slot.key, { ...slot, row: index });
  });

  const topOf = (row: number) => row * (cardSize.height + rowGap);
  const cards = rows.flatMap((row, index) =>
    row.flatMap((slot) =>
      slot.blockId === null ? [] : [{ blockId: slot.blockId, x: slot.centre - cardSize.width / 2, y: topOf(index) }],
    ),
  );
  const lines = ways.map(({ id, keys }) => ({
    id,
    points: keys.flatMap((key, index) => {
      const slot = slots.get(key);
      if (!slot) return [];
      const top = { x: slot.centre, y: topOf(slot.row) };
      const bottom = { x: slot.centre, y: top.y + cardSize.height };
      if (index === 0) return [bottom];
      return index === keys.length - 1 ? [top] : [top, bottom];
    }),
  }));
  return { width, height: document.blocks.length === 0 ? 0 : topOf(rows.length - 1) + cardSize.height, cards, lines };
}

/** The row of a block is the longest way to it from any start. A cycle (an invalid model) is cut where it closes. */
function placeInRows(document: ModelDocument): Map<string, number> {
  const rowOf = new Map<string, number>();
  const sources = new Map<string, string[]>();
  for (const { from, to } of document.connections) sources.set(to.blockId, [...(sources.get(to.blockId) ?? []), from.blockId]);
  const known = new Set(document.blocks.map((block) => block.id));
  const beingPlaced = new Set<string>();
  const place = (blockId: string): number => {
    const placed = rowOf.get(blockId);
    if (placed !== undefined) return placed;
    if (beingPlaced.has(blockId) || !known.has(blockId)) return -1;
    beingPlaced.add(blockId);
    const row = 1 + Math.max(-1, ...(sources.get(blockId) ?? []).map(place));
    rowOf.set(blockId, row);
    return row;
  };
  for (const block of document.blocks) place(block.id);
  return rowOf;
}

function rowWidth(row: readonly Slot[]): number {
  return row.reduce((sum, slot) => sum + slot.width, Math.max(0, row.length - 1) * columnGap);
}

/** Orders a row by where its lines come from and centres it. */
function arrangeRow(row: Slot[], width: number, centreOfParents: (key: string) => number | null): void {
  const wish = new Map(row.map((slot) => [slot.key, centreOfParents(slot.key) ?? width / 2]));
  row.sort((a, b) => {
    const difference = (wish.get(a.key) ?? 0) - (wish.get(b.key) ?? 0);
    if (Math.abs(difference) > 1) return difference;
    return a.hintX === b.hintX ? 0 : a.hintX - b.hintX;
  });
  let x = (width - rowWidth(row)) / 2;
  for (const slot of row) {
    slot.centre = x + slot.width / 2;
    x += slot.width + columnGap;
  }
}

function averageCentre(keys: readonly string[], slots: ReadonlyMap<string, Slot>): number | null {
  const centres = keys.flatMap((key) => slots.get(key)?.centre ?? []);
  return centres.length === 0 ? null : centres.reduce((sum, centre) => sum + centre, 0) / centres.length;
}
