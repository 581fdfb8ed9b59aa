/** The body of one kernel part: which thread does what, then the stores. */
import type { KernelPart } from "../../plan.ts";
import { countElements, scaleIndex, shiftIndex } from "../../views.ts";
import { CodeBuilder } from "./codeBuilder.ts";
import { ElementCode, type KernelContext } from "./elementCode.ts";
import { writeRows } from "./rowCode.ts";
import { writeStagedTiles } from "./stagedTileCode.ts";
import { computeStores, writeStores } from "./storeCode.ts";
import { writeTiles } from "./tileCode.ts";

/** WGSL of a function body with parameters `group` and `local`. `label` is unique among the parts of a kernel. */
export function writePart(part: KernelPart, context: KernelContext, workgroupSize: number, label: string): string {
  const builder = new CodeBuilder();
  const code = new ElementCode(builder, context, new Set(part.computes), label);
  switch (part.schedule.kind) {
    case "elementwise":
      writeElementwise(code, part, part.schedule.width, workgroupSize);
      break;
    case "rows":
      writeRows(code, part, part.schedule, { workgroupSize, label });
      break;
    case "tiles":
      writeTiles(code, part, part.schedule, workgroupSize);
      break;
    case "staged":
      writeStagedTiles(code, part, part.schedule, { workgroupSize, label });
  }
  return builder.print();
}

function writeElementwise(code: ElementCode, part: KernelPart, width: number, workgroupSize: number): void {
  const { builder } = code;
  const threads = countElements(code.shape(part.stores[0]!.value)) / width;
  const thread = builder.let(`group * ${workgroupSize}u + local`, []);
  if (part.workgroups * workgroupSize !== threads) builder.statementHere(`if (${thread.text} >= ${threads}u) { return; }`);
  const first = scaleIndex(builder.atomOf(thread, threads - 1), width);
  const pending = Array.from({ length: width }, (_, place) => computeStores(code, part.stores, shiftIndex(first, place)));
  writeStores(code, pending.flat());
}
