/** Writing results to where the plan wants them. */
import type { Store } from "../../plan.ts";
import { delinearize, type Index, indexKey } from "../../views.ts";
import type { Expression } from "./codeBuilder.ts";
import type { ElementCode } from "./elementCode.ts";
import { splitQuad } from "./quads.ts";

/** One element on its way to memory. */
export interface PendingStore {
  readonly store: Store;
  readonly indices: readonly Index[];
  readonly expression: Expression;
}

/** Computes the element at flat place `flat` of each value to be stored. */
export function computeStores(code: ElementCode, stores: readonly Store[], flat: Index): PendingStore[] {
  return stores.map((store) => {
    const indices = delinearize(code.builder.space, flat, code.shape(store.value));
    return { store, indices, expression: code.value(store.value, indices) };
  });
}

/** Writes elements down; four neighbours go together where their buffer allows. Everything must be computed before. */
export function writeStores(code: ElementCode, pending: readonly PendingStore[]): void {
  const { builder, context } = code;
  const quads = new Map<string, (PendingStore & { readonly base: Index })[]>();
  const rest: PendingStore[] = [];
  for (const item of pending) {
    const { store, indices } = item;
    const place = store.kind === "memory" ? code.location(store.value, store.placement, indices) : undefined;
    const quad = place === undefined ? undefined : splitQuad(place);
    if (store.kind !== "memory" || quad === undefined) {
      if (store.kind === "memory") context.quads.noteStore(store.placement.buffer, false);
      rest.push(item);
      continue;
    }
    const key = `${store.placement.buffer} ${indexKey(quad.base)}`;
    const group = quads.get(key) ?? new Array<PendingStore & { readonly base: Index }>(4);
    group[quad.place] = { ...item, base: quad.base };
    quads.set(key, group);
  }
  for (const group of quads.values()) {
    const members = group.filter((member) => member !== undefined);
    const { store, base } = members[0]!;
    if (store.kind !== "memory") continue;
    const { buffer } = store.placement;
    context.quads.noteStore(buffer, members.length === 4);
    if (members.length < 4 || !context.isQuad(buffer)) {
      rest.push(...members);
      continue;
    }
    const place = builder.index(base);
    builder.statementHere(
      `${context.bindingName(buffer)}[${place.text}] = vec4(${members.map((member) => valueText(code, member)).join(", ")});`,
    );
  }
  for (const item of rest) builder.statementHere(`${targetText(code, item)} = ${valueText(code, item)};`);
}

function valueText(code: ElementCode, { store, expression }: PendingStore): string {
  const isBool = code.node(store.value).type.dtype === "bool";
  return isBool ? `select(0u, 1u, ${expression.text})` : expression.text;
}

function targetText(code: ElementCode, { store, indices }: PendingStore): string {
  if (store.kind === "series") return code.context.seriesTarget(store.series);
  const place = code.builder.index(code.location(store.value, store.placement, indices));
  return `${code.context.bindingName(store.placement.buffer)}[${place.text}]`;
}
