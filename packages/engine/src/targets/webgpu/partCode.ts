/** The body of one kernel part: which thread does what, then the stores. */
import type { KernelPart } from "../../plan.ts";
import { countElements } from "../../views.ts";
import { CodeBuilder } from "./codeBuilder.ts";
import { ElementCode, type KernelContext } from "./elementCode.ts";
import { writeRows } from "./rowCode.ts";
import { writeStores } from "./storeCode.ts";
import { writeTiles } from "./tileCode.ts";

/** WGSL of a function body with parameters `group` and `local`. `label` is unique among the parts of a kernel. */
export function writePart(part: KernelPart, context: KernelContext, workgroupSize: number, label: string): string {
  const builder = new CodeBuilder();
  const code = new ElementCode(builder, context, new Set(part.computes));
  switch (part.schedule.kind) {
    case "elementwise":
      writeElementwise(code, part, workgroupSize);
      break;
    case "rows":
      writeRows(code, part, part.schedule, { workgroupSize, label });
      break;
    case "tiles":
      writeTiles(code, part, part.schedule, workgroupSize);
  }
  return builder.print();
}

function writeElementwise(code: ElementCode, part: KernelPart, workgroupSize: number): void {
  const { builder } = code;
  const count = countElements(code.shape(part.stores[0]!.value));
  const element = builder.let(`group * ${workgroupSize}u + local`, []);
  if (part.workgroups * workgroupSize !== count) builder.statementHere(`if (${element.text} >= ${count}u) { return; }`);
  const flat = builder.atomOf(element, count - 1);
  writeStores(code, part.stores, flat);
}
