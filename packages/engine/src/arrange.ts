/**
 * Gives every result its place and the drafts their order.
 *
 * A value that is part of a pack or a concatenation is written straight into its range; a state's new value is written over
 * the old one where no one can notice; a series value goes to the ring. What has no such home gets memory of its own.
 * All readers of a state's old value come before the kernel that overwrites it.
 */
import type { DType, Node, Program, TensorType, ValueId } from "@downhill/ir";
import { type RowSpace, readsOnlyOwnElement, rowSpaceOf } from "./accesses.ts";
import { type Draft, findReads, stripLayout, stripPart, stripReshapes } from "./drafts.ts";
import type { BufferCategory, Placement, PlanOutput, Store } from "./plan.ts";
import { isAssembled, isStored } from "./prepareProgram.ts";
import { countElements, denseStrides, isDense } from "./views.ts";

/** Memory before slots are shared: one per leaf, per assembled value and per value without a home. */
export interface VirtualBuffer {
  readonly id: number;
  readonly category: BufferCategory;
  readonly name: string;
  readonly elements: number;
  readonly dtype: DType;
  /** Elements that no kernel writes must read as 0, so the memory may not be shared. */
  readonly hasGaps: boolean;
}

export interface ArrangedDraft {
  readonly draft: Draft;
  readonly stores: readonly Store[];
}

export interface Arrangement {
  /** In order of execution. Placements name virtual buffers. */
  readonly drafts: readonly ArrangedDraft[];
  readonly buffers: readonly VirtualBuffer[];
  readonly placements: ReadonlyMap<ValueId, Placement>;
  readonly outputs: readonly PlanOutput[];
}

/** A place that must receive `value`, which is `source` seen through reshapes. */
interface Home {
  readonly value: ValueId;
  readonly store: Store;
}

export function arrange(program: Program, drafts: readonly Draft[]): Arrangement {
  const buffers: VirtualBuffer[] = [];
  const placements = new Map<ValueId, Placement>();
  const shapeOf = (value: ValueId) => program.nodes[value]!.type.shape;

  function addBuffer(category: BufferCategory, name: string, { dtype, shape }: TensorType, hasGaps = false): number {
    buffers.push({ id: buffers.length, category, name, elements: countElements(shape), dtype, hasGaps });
    return buffers.length - 1;
  }
  const placeDensely = (value: ValueId, buffer: number, offset = 0): Placement => ({
    buffer,
    offset,
    strides: denseStrides(shapeOf(value)),
  });

  // Leaves and assembled values have memory of their own.
  const stateBuffers = new Map<string, number>();
  const addState = (name: string): number => {
    let buffer = stateBuffers.get(name);
    if (buffer === undefined) {
      buffer = addBuffer("state", name, program.states[name]!);
      stateBuffers.set(name, buffer);
    }
    return buffer;
  };
  program.nodes.forEach((node, value) => {
    const { operation } = node;
    if (operation.op === "state") placements.set(value, placeDensely(value, addState(operation.name)));
    else if (operation.op === "data" || operation.op === "input") {
      placements.set(value, placeDensely(value, addBuffer(operation.op, operation.name, node.type)));
    } else if (operation.op === "concat" || operation.op === "pack") {
      const elements = countElements(node.type.shape);
      const covered = node.inputs.reduce((sum, input) => sum + countElements(shapeOf(input)), 0);
      const buffer = addBuffer("activation", describe(program, value), node.type, covered < elements);
      placements.set(value, placeDensely(value, buffer));
    }
  });

  const draftOf = new Map<ValueId, number>();
  drafts.forEach((draft, index) => {
    for (const value of draft.results) draftOf.set(value, index);
  });
  /** The result that carries the elements of `value`. */
  const carrierOf = (value: ValueId, strip: (value: ValueId) => ValueId): ValueId => (draftOf.has(value) ? value : strip(value));
  const inOrder = (value: ValueId) => stripReshapes(program, value);
  const anyOrder = (value: ValueId) => stripLayout(program, value, true);
  const partOf = (assembled: Node) => (value: ValueId) => stripPart(program, assembled, value);

  // Homes inside packs and concatenations, then outputs and series.
  const homes = new Map<ValueId, Home[]>();
  const addHome = (carrier: ValueId, wanted: Store): void => {
    const store = storeCarrier(program, carrier, wanted);
    const home = { value: store.value, store };
    const list = homes.get(carrier);
    if (list === undefined) homes.set(carrier, [home]);
    else list.push(home);
  };
  program.nodes.forEach((node, assembled) => {
    const { operation } = node;
    if (operation.op !== "pack" && operation.op !== "concat") return;
    const whole = placements.get(assembled)!;
    let along = 0;
    node.inputs.forEach((input, place) => {
      const placement =
        operation.op === "pack"
          ? placeDensely(input, whole.buffer, operation.offsets[place]!)
          : { buffer: whole.buffer, offset: along * whole.strides[operation.axis]!, strides: whole.strides };
      if (operation.op === "concat") along += shapeOf(input)[operation.axis]!;
      addHome(carrierOf(input, partOf(node)), { kind: "memory", value: input, placement });
    });
  });
  const outputs = program.outputs.map(({ name, value }): PlanOutput => {
    const { dtype, shape } = program.nodes[value]!.type;
    if (dtype === "bool") throw new Error(`Output "${name}" is bool.`);
    const placement = placeDensely(value, addBuffer("output", name, program.nodes[value]!.type));
    addHome(carrierOf(value, anyOrder), { kind: "memory", value, placement });
    return { name, value, dtype, shape, placement };
  });
  program.series.forEach(({ value }, series) => {
    addHome(carrierOf(value, inOrder), { kind: "series", value, series });
  });

  // Precedence between drafts.
  const reads = drafts.map((draft) => findReads(program, draft.computes));
  const after = drafts.map(() => new Set<number>());
  const addEdge = (from: number, to: number) => after[from]!.add(to);
  reads.forEach((values, reader) => {
    for (const value of values) {
      const node = program.nodes[value]!;
      if (isStored(node)) continue;
      const sources = isAssembled(node) ? node.inputs.map((input) => carrierOf(input, partOf(node))) : [value];
      for (const source of sources) {
        const writer = draftOf.get(source);
        if (writer === undefined) throw new Error(`No kernel computes value ${source}.`);
        if (writer !== reader) addEdge(writer, reader);
      }
    }
  });
  const canReach = (from: number, to: number): boolean => {
    const seen = new Set<number>();
    const pending = [from];
    while (pending.length > 0) {
      const current = pending.pop()!;
      if (current === to) return true;
      if (seen.has(current)) continue;
      seen.add(current);
      pending.push(...after[current]!);
    }
    return false;
  };

  // States: over the old value where nobody can notice, else by a copy at the end of the step.
  const allDrafts = [...drafts];
  const copies: { readonly index: number; readonly value: ValueId; readonly store: Store }[] = [];
  const leafOf = new Map<string, ValueId>();
  program.nodes.forEach((node, value) => {
    if (node.operation.op === "state") leafOf.set(node.operation.name, value);
  });
  const needsMemory = new Set<ValueId>();
  for (const { name, value } of program.updates) {
    const placement = placeDensely(value, addState(name));
    const store: Store = { kind: "memory", value, placement };
    const carrier = carrierOf(value, inOrder);
    const writer = draftOf.get(carrier)!;
    const leaf = leafOf.get(name);
    const readers = leaf === undefined ? [] : reads.flatMap((values, index) => (values.has(leaf) ? [index] : []));
    const others = readers.filter((reader) => reader !== writer);
    const ownReadsAreSafe =
      leaf === undefined ||
      !readers.includes(writer) ||
      readsOnlyOwnElement(program, {
        computes: drafts[writer]!.computes,
        results: drafts[writer]!.results,
        targets: new Set([leaf]),
        rows: rowsOf(program, drafts[writer]!),
      });
    if (ownReadsAreSafe && others.every((reader) => !canReach(writer, reader))) {
      for (const reader of others) addEdge(reader, writer);
      addHome(carrier, store);
      continue;
    }
    needsMemory.add(carrier);
    const index = allDrafts.length;
    const why = `the new value of state "${name}" cannot overwrite the old one: it is still read`;
    allDrafts.push({ computes: new Set(), results: new Set(), core: undefined, notes: [why] });
    after.push(new Set());
    addEdge(writer, index);
    for (const reader of readers) addEdge(reader, index);
    copies.push({
      index,
      value: carrier,
      store: { ...store, value: carrier, placement: placeDensely(carrier, placement.buffer) },
    });
  }

  // Places of results.
  const readSomewhere = new Set<ValueId>(needsMemory);
  reads.forEach((values, reader) => {
    for (const value of values) if (draftOf.get(value) !== reader) readSomewhere.add(value);
  });
  const stores = new Map<number, Store[]>();
  drafts.forEach((draft, index) => {
    const list: Store[] = [];
    for (const value of draft.results) {
      const wanted = homes.get(value) ?? [];
      if (readSomewhere.has(value)) {
        const shared = needsMemory.has(value) ? undefined : wanted.find((home) => canRead(home, value));
        const placement =
          shared !== undefined && shared.store.kind === "memory"
            ? { ...shared.store.placement, strides: stridesFor(shared, value) }
            : placeDensely(value, addBuffer("activation", describe(program, value), program.nodes[value]!.type));
        placements.set(value, placement);
        if (shared === undefined) list.push({ kind: "memory", value, placement });
      } else {
        const home = wanted.find(({ store }) => store.kind === "memory");
        if (home !== undefined && home.store.kind === "memory" && home.value === value)
          placements.set(value, home.store.placement);
      }
      for (const home of wanted) {
        list.push(home.store);
        addChain(program, draft, home.value);
      }
    }
    stores.set(index, list);
  });
  for (const { index, store } of copies) stores.set(index, [store]);

  /** A home from which readers can take the value too. The state's new value may be read there: the old one is gone by then. */
  function canRead({ value: shown, store }: Home, value: ValueId): boolean {
    if (store.kind !== "memory") return false;
    return shown === value || isDense(shapeOf(shown), store.placement.strides);
  }
  function stridesFor({ value: shown, store }: Home, value: ValueId): readonly number[] {
    return shown === value && store.kind === "memory" ? store.placement.strides : denseStrides(shapeOf(value));
  }

  const order = sortDrafts(allDrafts, after);
  return {
    drafts: order
      .map((index) => ({ draft: allDrafts[index]!, stores: stores.get(index)! }))
      .filter((arranged) => arranged.stores.length > 0),
    buffers,
    placements,
    outputs,
  };
}

function rowsOf(program: Program, { core }: Draft): RowSpace | undefined {
  return core !== undefined && program.nodes[core]!.operation.op === "reduce" ? rowSpaceOf(program, core) : undefined;
}

/**
 * `wanted`, a store of a value that shows the carrier's elements, in terms of the carrier: permutations turn into strides.
 * Where only reshapes stand between, the reshaped view itself is stored.
 */
function storeCarrier(program: Program, carrier: ValueId, wanted: Store): Store {
  if (wanted.kind === "series") return wanted;
  const reshaped = stripReshapes(program, wanted.value);
  if (reshaped === carrier || wanted.value === carrier) return wanted;
  const { buffer, offset, strides } = wanted.placement;
  let current = reshaped;
  let currentStrides = wanted.value === reshaped ? strides : denseStrides(program.nodes[reshaped]!.type.shape);
  while (current !== carrier) {
    const node = program.nodes[current]!;
    const { operation } = node;
    if (operation.op !== "permute") throw new Error(`Value ${wanted.value} does not show value ${carrier}.`);
    const inputStrides = new Array<number>(currentStrides.length);
    operation.axes.forEach((axis, place) => {
      inputStrides[axis] = currentStrides[place]!;
    });
    currentStrides = inputStrides;
    current = node.inputs[0]!;
  }
  return { kind: "memory", value: carrier, placement: { buffer, offset, strides: currentStrides } };
}

/** Storing a reshaped view of a result needs the reshapes among the computed values. */
function addChain(program: Program, draft: Draft, value: ValueId): void {
  let current = value;
  while (!draft.computes.has(current)) {
    draft.computes.add(current);
    current = program.nodes[current]!.inputs[0]!;
  }
}

function describe(program: Program, value: ValueId): string {
  const { operation, origin } = program.nodes[value]!;
  return `${origin === undefined ? "" : `${origin}: `}${operation.op} ${value}`;
}

/** Topological order that stays close to the program's; throws on a cycle, which would be a bug of fusion. */
function sortDrafts(drafts: readonly Draft[], after: readonly ReadonlySet<number>[]): number[] {
  const missing = drafts.map(() => 0);
  for (const targets of after) for (const target of targets) missing[target]!++;
  const keys = drafts.map((draft) => (draft.results.size === 0 ? Number.MAX_SAFE_INTEGER : Math.max(...draft.results)));
  const ready = drafts.map((_, index) => index).filter((index) => missing[index] === 0);
  const order: number[] = [];
  while (ready.length > 0) {
    let best = 0;
    for (let i = 1; i < ready.length; i++) if (keys[ready[i]!]! < keys[ready[best]!]!) best = i;
    const index = ready.splice(best, 1)[0]!;
    order.push(index);
    for (const target of after[index]!) {
      missing[target]!--;
      if (missing[target] === 0) ready.push(target);
    }
  }
  if (order.length !== drafts.length) throw new Error("Kernels wait for each other in a circle.");
  return order;
}
