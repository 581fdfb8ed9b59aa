/** Writing results to where the plan wants them. */
import type { Store } from "../../plan.ts";
import { delinearize, type Index } from "../../views.ts";
import type { ElementCode } from "./elementCode.ts";

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
