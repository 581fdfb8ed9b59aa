/**
 * Second half of fusion: merges drafts while that keeps values in registers and every kernel legal.
 *
 * Rungs of the ladder, in order: elementwise work joins the contraction it follows (bias, activation, gradient mask); other
 * elementwise work joins its neighbours; reductions over the same axes form rows with what stands around them (softmax,
 * normalisation, losses). A merge needs that every thread reads only its own element of what the other part computes,
 * that no third kernel stands between the two, and that the bindings suffice. Every refusal leaves a note.
 */
import type { Program, ValueId } from "@downhill/ir";
import { countRows, isSameRowSpace, type RowSpace, readsOnlyOwnElement, rowSpaceOf } from "./accesses.ts";
import { DraftGraph, type Growing } from "./draftGraph.ts";
import { type Draft, findReads, isContraction, isHeavy, stripLayout, stripPart, stripReshapes } from "./drafts.ts";
import { findCandidates } from "./materialize.ts";
import type { PlanOptions } from "./plan.ts";
import { isAssembled, isInlineLeaf, isStored } from "./prepareProgram.ts";
import { countElements } from "./views.ts";

export function fuse(program: Program, options: PlanOptions): Draft[] {
  const homes = findHomes(program);
  const forced = new Set<ValueId>();
  // A kernel that reads too many buffers on its own is cut at the value whose operands are most.
  for (;;) {
    const drafts = draftCandidates(program, findCandidates(program, forced));
    const cut = drafts
      .filter((draft) => countBindings(program, draft, homes) > options.limits.maxStorageBuffersPerShaderStage)
      .map((draft) => chooseCut(program, draft, homes))
      .filter((value) => value !== undefined);
    if (cut.length === 0) {
      for (const draft of drafts) {
        if ([...draft.results].some((value) => forced.has(value))) draft.notes.add("cut here: more would bind too many buffers");
      }
      return mergeDrafts(program, drafts, homes, options);
    }
    for (const value of cut) forced.add(value);
  }
}

/** One draft per candidate, with all that is written out again on the way down to memory. */
function draftCandidates(program: Program, candidates: ReadonlySet<ValueId>): Growing[] {
  return [...candidates]
    .sort((a, b) => a - b)
    .map((candidate): Growing => {
      const computes = new Set<ValueId>();
      const visit = (value: ValueId): void => {
        if (computes.has(value)) return;
        computes.add(value);
        for (const input of program.nodes[value]!.inputs) {
          const node = program.nodes[input]!;
          if (!candidates.has(input) && !isStored(node) && !isInlineLeaf(node) && !isAssembled(node)) visit(input);
        }
      };
      visit(candidate);
      const core = isHeavy(program.nodes[candidate]!) ? candidate : undefined;
      return { computes, results: new Set([candidate]), core, notes: new Set() };
    });
}

/** Drafts never change once made, so what they read is found once. */
function createReadsFinder(program: Program): (draft: Growing) => ReadonlySet<ValueId> {
  const known = new WeakMap<Growing, ReadonlySet<ValueId>>();
  return (draft) => {
    let reads = known.get(draft);
    if (reads === undefined) {
      reads = findReads(program, draft.computes);
      known.set(draft, reads);
    }
    return reads;
  };
}

function mergeDrafts(program: Program, initial: readonly Growing[], homes: Homes, options: PlanOptions): Draft[] {
  const readsFrom = createReadsFinder(program);
  const graph = new DraftGraph(program, initial, readsFrom);
  // Drafts never change and merging only adds dependencies, so what failed once fails again.
  const refused = new WeakMap<Growing, WeakSet<Growing>>();

  function tryMerge(first: Growing, second: Growing): boolean {
    const known = refused.get(first) ?? new WeakSet();
    refused.set(first, known);
    if (known.has(second)) return false;
    const isMerged = mergeIfLegal(first, second);
    if (!isMerged) known.add(second);
    return isMerged;
  }

  function mergeIfLegal(first: Growing, second: Growing): boolean {
    const merged = describeMerge(program, first, second, options);
    if (merged === undefined) return false;
    if (graph.dependsIndirectly(first, second) || graph.dependsIndirectly(second, first)) return false;
    if (graph.sourcesOf(first).has(second) || graph.readsAssembledFrom(first, second)) return false;
    const draft: Growing = {
      computes: new Set([...first.computes, ...second.computes]),
      results: new Set([...first.results, ...second.results]),
      core: merged.core,
      notes: new Set([...first.notes, ...second.notes]),
    };
    const targets = new Set([...first.results]);
    // A core whose operand chain reads the other part is caught here as well.
    const isOwn = readsOnlyOwnElement(program, {
      computes: new Set([...second.computes].filter((value) => !first.results.has(value))),
      results: second.results,
      targets,
      rows: merged.rows,
    });
    if (!isOwn) {
      first.notes.add("a reader needs other elements than its own");
      return false;
    }
    const isNeeded = (value: ValueId) => homes.has(value) || graph.isReadByOthers(value, first, second);
    const needed = countBindings(program, { ...draft, results: new Set([...draft.results].filter(isNeeded)) }, homes);
    if (needed > options.limits.maxStorageBuffersPerShaderStage) {
      first.notes.add(`with its reader it would bind ${needed} buffers of ${options.limits.maxStorageBuffersPerShaderStage}`);
      return false;
    }
    graph.replace(first, second, draft);
    return true;
  }

  /** Tries every pair of producer and consumer that `accepts`, until nothing changes. */
  function climb(accepts: (first: Growing, second: Growing) => boolean): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const second of graph.list()) {
        if (!graph.has(second)) continue;
        const sources = [...graph.sourcesOf(second)].sort((a, b) => Math.max(...b.results) - Math.max(...a.results));
        for (const first of sources) {
          if (!accepts(first, second) || !tryMerge(first, second)) continue;
          changed = true;
          break;
        }
      }
    }
  }

  const isRows = ({ core }: Growing) => core !== undefined && program.nodes[core]!.operation.op === "reduce";
  const isTiled = ({ core }: Growing) => core !== undefined && isContraction(program.nodes[core]!);
  const isPlain = ({ core }: Growing) => core === undefined;
  climb((first, second) => isTiled(first) && isPlain(second));
  climb((first, second) => !isRows(first) && !isRows(second));
  climb((first, second) => isRows(first) || isRows(second));
  mergeSiblings();

  /** Drafts side by side that read the same values and have the same shape: one load serves both. */
  function mergeSiblings(): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const first of graph.list()) {
        if (!graph.has(first) || isTiled(first)) continue;
        for (const second of graph.readersOf(readsFrom(first), (value) => countElements(program.nodes[value]!.type.shape) > 1)) {
          if (first === second || isTiled(second)) continue;
          if (graph.sourcesOf(second).has(first) || graph.sourcesOf(first).has(second)) continue;
          if (!tryMerge(first, second)) continue;
          changed = true;
          break;
        }
      }
    }
  }

  // Only what others need is stored.
  const drafts = graph.list();
  const read = new Set<ValueId>();
  for (const draft of drafts) for (const value of readsFrom(draft)) read.add(value);
  return drafts.map((draft): Draft => {
    const results = new Set([...draft.results].filter((value) => read.has(value) || homes.has(value)));
    return { computes: new Set(draft.computes), results, core: draft.core, notes: [...draft.notes] };
  });
}

interface MergedForm {
  readonly core: ValueId | undefined;
  readonly rows: RowSpace | undefined;
}

/** Core and rows of the union, or undefined where the two have no common form. */
function describeMerge(program: Program, first: Growing, second: Growing, options: PlanOptions): MergedForm | undefined {
  const operationOf = (value: ValueId) => program.nodes[value]!.operation;
  const sizeOf = (value: ValueId) => countElements(program.nodes[value]!.type.shape);
  const isReduction = (core: ValueId | undefined) => core !== undefined && operationOf(core).op === "reduce";
  const reductions = [first, second].filter((draft) => isReduction(draft.core));
  if (reductions.length > 0) {
    const core = reductions[0]!.core!;
    const rows = rowSpaceOf(program, core);
    if (reductions.length === 2 && !isSameRowSpace(rows, rowSpaceOf(program, reductions[1]!.core!))) return undefined;
    const other = [first, second].find((draft) => !isReduction(draft.core));
    if (other?.core !== undefined) return undefined;
    const rowCount = countRows(rows);
    const full = countElements(rows.inputShape);
    for (const value of [...first.results, ...second.results]) {
      const size = sizeOf(value);
      if (size !== rowCount && size !== full) return undefined;
      if (size === full && size !== rowCount && !mayWalkRows(rowCount, full / rowCount, options)) return undefined;
    }
    return { core, rows };
  }
  const sizes = new Set([...first.results, ...second.results].map(sizeOf));
  if (sizes.size > 1) return undefined;
  if (first.core !== undefined && second.core !== undefined) {
    const [a, b] = [operationOf(first.core), operationOf(second.core)];
    const arePools =
      a.op.startsWith("maxPool") && b.op.startsWith("maxPool") && !(a.op === "maxPoolGradient" || b.op === "maxPoolGradient");
    if (!arePools) return undefined;
  }
  return { core: first.core ?? second.core, rows: undefined };
}

/** A row kernel that also writes every element has only as many threads as rows (or workgroups): is that enough? */
function mayWalkRows(rows: number, extent: number, { isSoftware }: PlanOptions): boolean {
  if (rows * extent <= 16_384) return true;
  return isSoftware ? rows >= 8 && extent <= 65_536 : rows >= 64 && extent <= 8192;
}

/** Buffers that must receive a value, by the carrier of its elements. */
type Homes = ReadonlyMap<ValueId, readonly string[]>;

function findHomes(program: Program): Homes {
  const homes = new Map<ValueId, string[]>();
  const add = (value: ValueId, home: string): void => {
    homes.set(value, [...(homes.get(value) ?? []), home]);
  };
  program.nodes.forEach((node, value) => {
    if (isAssembled(node)) for (const input of node.inputs) add(stripPart(program, node, input), `value ${value}`);
  });
  for (const { name, value } of program.updates) add(stripReshapes(program, value), `state ${name}`);
  for (const { value } of program.series) add(stripReshapes(program, value), "series");
  for (const { name, value } of program.outputs) add(stripLayout(program, value, true), `output ${name}`);
  return homes;
}

/** Storage buffers the draft would bind. */
function countBindings(program: Program, draft: Growing, homes: Homes): number {
  const bound = new Set<string>();
  const keyOf = (value: ValueId): string => {
    const { operation } = program.nodes[value]!;
    if (operation.op === "state") return `state ${operation.name}`;
    return homes.get(value)?.find((home) => home.startsWith("value")) ?? `value ${value}`;
  };
  for (const value of findReads(program, draft.computes)) bound.add(keyOf(value));
  for (const value of draft.results) {
    for (const home of homes.get(value) ?? []) bound.add(home);
    bound.add(keyOf(value));
  }
  return bound.size;
}

/** Inlined value that gathers the most reads while staying within half of what is too much. */
function chooseCut(program: Program, draft: Growing, homes: Homes): ValueId | undefined {
  let best: { value: ValueId; reads: number } | undefined;
  const total = countBindings(program, draft, homes);
  for (const value of draft.computes) {
    if (draft.results.has(value) || isHeavy(program.nodes[value]!)) continue;
    const inside = new Set<ValueId>();
    const visit = (current: ValueId): void => {
      if (inside.has(current) || !draft.computes.has(current)) return;
      inside.add(current);
      for (const input of program.nodes[current]!.inputs) visit(input);
    };
    visit(value);
    const reads = countBindings(program, { ...draft, computes: inside, results: new Set([value]) }, homes);
    if (reads < 3 || reads > Math.ceil(total / 2) + 2) continue;
    if (best === undefined || reads > best.reads) best = { value, reads };
  }
  return best?.value;
}
