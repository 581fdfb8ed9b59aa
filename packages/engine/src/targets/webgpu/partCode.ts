/** The body of one kernel part: which thread does what, then the stores. */
import type { KernelPart, Store } from "../../plan.ts";
import { countElements, delinearize, type Index } from "../../views.ts";
import { CodeBuilder } from "./codeBuilder.ts";
import { ElementCode, type KernelContext } from "./elementCode.ts";
import { writeRows } from "./rowCode.ts";

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
      throw new Error("not yet");
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

/** Stores the element at flat place `flat` of each value. All values are computed before anything is overwritten. */
export function writeStores(code: ElementCode, stores: readonly Store[], flat: Index): void {
  const { builder } = code;
  const lines = stores.map((store) => {
    const indices = delinearize(builder.space, flat, code.shape(store.value));
    return { store, indices, expression: code.value(store.value, indices) };
  });
  for (const { store, indices, expression } of lines) {
    const target = storeTarget(code, store, indices);
    const isBool = code.node(store.value).type.dtype === "bool";
    builder.statementHere(`${target} = ${isBool ? `select(0u, 1u, ${expression.text})` : expression.text};`);
  }
}

export function storeTarget(code: ElementCode, store: Store, indices: readonly Index[]): string {
  if (store.kind === "series") return code.context.seriesTarget(store.series);
  const place = code.builder.index(code.location(store.value, store.placement, indices));
  return `${code.context.bindingName(store.placement.buffer)}[${place.text}]`;
}
