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
      writeElementwise(code, part, part.schedule.perThread, workgroupSize);
      break;
    case "rows":
      writeRows(code, part, part.schedule, { workgroupSize, label });
      break;
    case "tiles":
      writeTiles(code, part, part.schedule, workgroupSize);
  }
  return builder.print();
}

function writeElementwise(code: ElementCode, part: KernelPart, perThread: number, workgroupSize: number): void {
  const { builder } = code;
  const count = countElements(code.shape(part.stores[0]!.value));
  const fits = part.workgroups * workgroupSize * perThread === count;
  if (perThread === 1) {
    const element = builder.let(`group * ${workgroupSize}u + local`, []);
    if (!fits) builder.statementHere(`if (${element.text} >= ${count}u) { return; }`);
    writeStores(code, part.stores, builder.atomOf(element, count - 1));
    return;
  }
  // Neighbouring threads stay on neighbouring elements.
  const first = builder.let(`group * ${workgroupSize * perThread}u + local`, []);
  builder.loop(perThread, (turn) => {
    const turnName = builder.index(turn);
    const element = builder.let(`${first.text} + ${turnName.text} * ${workgroupSize}u`, [first, turnName]);
    if (!fits) builder.statementHere(`if (${element.text} >= ${count}u) { return; }`);
    writeStores(code, part.stores, builder.atomOf(element, count - 1));
  });
}
