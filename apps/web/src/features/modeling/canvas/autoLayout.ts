/**
 * Places blocks in layers along the way of the data. The layout engine is loaded and started with the first call and runs in a
 * Web Worker, so that a large graph does not stop the page.
 */
import type { ModelDocument } from "@downhill/model";
import type { ELK } from "elkjs/lib/elk-api";

export type Direction = "down" | "right";

export interface Size {
  readonly width: number;
  readonly height: number;
}

let engine: Promise<ELK> | null = null;

async function openEngine(): Promise<ELK> {
  const { default: Elk } = await import("elkjs/lib/elk-api.js");
  return new Elk({ workerFactory: () => new Worker(new URL("./layoutWorker.ts", import.meta.url), { type: "module" }) });
}

/** New positions (top left corners) by block id, on the 4-pixel grid; the drawing keeps its top left corner. */
export async function layOut(
  document: ModelDocument,
  sizeOf: (blockId: string) => Size,
  direction: Direction,
): Promise<ReadonlyMap<string, { x: number; y: number }>> {
  engine ??= openEngine();
  const elk = await engine;
  const known = new Set(document.blocks.map((block) => block.id));
  const graph = await elk.layout({
    id: "model",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": direction === "down" ? "DOWN" : "RIGHT",
      "elk.layered.spacing.nodeNodeBetweenLayers": direction === "down" ? "32" : "56",
      "elk.spacing.nodeNode": "40",
      "elk.spacing.componentComponent": "64",
      "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
      "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
      "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
    },
    children: document.blocks.map((block) => ({ id: block.id, ...sizeOf(block.id) })),
    edges: document.connections
      .filter((connection) => known.has(connection.from.blockId) && known.has(connection.to.blockId))
      .map((connection) => ({ id: connection.id, sources: [connection.from.blockId], targets: [connection.to.blockId] })),
  });
  const left = Math.min(...document.blocks.map((block) => block.position.x));
  const top = Math.min(...document.blocks.map((block) => block.position.y));
  const nodes = graph.children ?? [];
  const graphLeft = Math.min(...nodes.map((node) => node.x ?? 0));
  const graphTop = Math.min(...nodes.map((node) => node.y ?? 0));
  const positions = new Map<string, { x: number; y: number }>();
  for (const node of nodes) {
    positions.set(node.id, { x: snap(left + (node.x ?? 0) - graphLeft), y: snap(top + (node.y ?? 0) - graphTop) });
  }
  return positions;
}

function snap(value: number): number {
  return Math.round(value / 4) * 4;
}
