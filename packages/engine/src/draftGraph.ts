/**
 * Who reads whom among the drafts while they are merged. Every question and every merge costs about as much as the
 * neighbourhood of the drafts concerned, so that planning a sequence of hundreds of equal time steps stays cheap.
 */
import type { Node, Program, ValueId } from "@downhill/ir";
import { stripPart } from "./drafts.ts";
import { isAssembled } from "./prepareProgram.ts";

/** A draft while merging goes on. Its sets never change: a merge makes a new one. */
export interface Growing {
  readonly computes: ReadonlySet<ValueId>;
  /** Candidates among them; which of them get memory is known at the end. */
  readonly results: ReadonlySet<ValueId>;
  readonly core: ValueId | undefined;
  readonly notes: Set<string>;
}

interface Entry {
  /** Drafts that it reads, directly or as a part of a pack or concatenation. */
  readonly sources: Set<Growing>;
  readonly readers: Set<Growing>;
  /** Grows along every edge: whoever needs a draft stands above it. */
  rank: number;
  /** Place in the list. */
  readonly slot: number;
}

/** Ranks start as whole numbers; a draft that has to move up moves by this much above the other. */
const rankStep = 1 / 1024;

export class DraftGraph {
  readonly #program: Program;
  readonly #readsFrom: (draft: Growing) => ReadonlySet<ValueId>;
  readonly #entries = new Map<Growing, Entry>();
  readonly #slots: (Growing | undefined)[];
  readonly #owner = new Map<ValueId, Growing>();
  readonly #valueReaders = new Map<ValueId, Set<Growing>>();

  /** Each draft has one result; `readsFrom` gives the values that it reads from memory. */
  constructor(program: Program, initial: readonly Growing[], readsFrom: (draft: Growing) => ReadonlySet<ValueId>) {
    this.#program = program;
    this.#readsFrom = readsFrom;
    this.#slots = [...initial];
    initial.forEach((draft, slot) => {
      for (const value of draft.results) this.#owner.set(value, draft);
      this.#entries.set(draft, { sources: new Set(), readers: new Set(), rank: Math.max(...draft.results), slot });
    });
    for (const draft of initial) {
      const { sources } = this.#entryOf(draft);
      for (const value of readsFrom(draft)) {
        this.#readersOfValue(value).add(draft);
        for (const source of this.#carriersOf(value)) {
          const from = this.#owner.get(source);
          if (from === undefined || from === draft) continue;
          sources.add(from);
          this.#entryOf(from).readers.add(draft);
        }
      }
    }
  }

  list(): Growing[] {
    return this.#slots.filter((draft) => draft !== undefined);
  }

  has(draft: Growing): boolean {
    return this.#entries.has(draft);
  }

  sourcesOf(draft: Growing): ReadonlySet<Growing> {
    return this.#entryOf(draft).sources;
  }

  /** Drafts that read one of the values `accepts`, in order of the list. */
  readersOf(values: Iterable<ValueId>, accepts: (value: ValueId) => boolean): Growing[] {
    const found = new Set<Growing>();
    for (const value of values) {
      if (accepts(value)) for (const reader of this.#readersOfValue(value)) found.add(reader);
    }
    return [...found].sort((a, b) => this.#entryOf(a).slot - this.#entryOf(b).slot);
  }

  isReadByOthers(value: ValueId, first: Growing, second: Growing): boolean {
    for (const reader of this.#readersOfValue(value)) if (reader !== first && reader !== second) return true;
    return false;
  }

  /** Whether `to` needs `from` by way of a third draft. */
  dependsIndirectly(from: Growing, to: Growing): boolean {
    const floor = this.#entryOf(from).rank;
    const seen = new Set<Growing>();
    const pending = [...this.#entryOf(to).sources].filter((draft) => draft !== from);
    while (pending.length > 0) {
      const current = pending.pop()!;
      if (current === from) return true;
      const { rank, sources } = this.#entryOf(current);
      if (rank <= floor || seen.has(current)) continue;
      seen.add(current);
      pending.push(...sources);
    }
    return false;
  }

  /** Whether `second` reads a pack or concatenation that `first` writes a part of: that takes a dispatch in between. */
  readsAssembledFrom(first: Growing, second: Growing): boolean {
    for (const value of this.#readsFrom(second)) {
      if (!isAssembled(this.#program.nodes[value]!)) continue;
      if (this.#carriersOf(value).some((carrier) => this.#owner.get(carrier) === first)) return true;
    }
    return false;
  }

  /** `merged`, made of the two, takes the place of `first`. */
  replace(first: Growing, second: Growing, merged: Growing): void {
    const old = [this.#entryOf(first), this.#entryOf(second)] as const;
    const sources = new Set([...old[0].sources, ...old[1].sources]);
    const readers = new Set([...old[0].readers, ...old[1].readers]);
    for (const gone of [first, second]) {
      sources.delete(gone);
      readers.delete(gone);
      this.#entries.delete(gone);
      for (const value of this.#readsFrom(gone)) this.#readersOfValue(value).delete(gone);
    }
    this.#slots[old[0].slot] = merged;
    this.#slots[old[1].slot] = undefined;
    const entry = { sources, readers, rank: Math.max(old[0].rank, old[1].rank), slot: old[0].slot };
    this.#entries.set(merged, entry);
    for (const value of merged.results) this.#owner.set(value, merged);
    for (const value of this.#readsFrom(merged)) this.#readersOfValue(value).add(merged);
    const move = (set: Set<Growing>) => {
      set.delete(first);
      set.delete(second);
      set.add(merged);
    };
    for (const source of sources) move(this.#entryOf(source).readers);
    for (const reader of readers) move(this.#entryOf(reader).sources);
    this.#raiseReaders(entry);
  }

  #raiseReaders(from: Entry): void {
    const pending = [from];
    while (pending.length > 0) {
      const { rank, readers } = pending.pop()!;
      for (const reader of readers) {
        const entry = this.#entryOf(reader);
        if (entry.rank > rank) continue;
        entry.rank = rank + rankStep;
        pending.push(entry);
      }
    }
  }

  /** The values whose owners must have run before `value` can be read. */
  #carriersOf(value: ValueId): readonly ValueId[] {
    const node = this.#program.nodes[value]!;
    return isAssembled(node) ? node.inputs.map((input) => this.#carrierOf(node, input)) : [value];
  }

  #carrierOf(assembled: Node, input: ValueId): ValueId {
    return this.#owner.has(input) ? input : stripPart(this.#program, assembled, input);
  }

  #readersOfValue(value: ValueId): Set<Growing> {
    const known = this.#valueReaders.get(value);
    if (known) return known;
    const readers = new Set<Growing>();
    this.#valueReaders.set(value, readers);
    return readers;
  }

  #entryOf(draft: Growing): Entry {
    const entry = this.#entries.get(draft);
    if (entry === undefined) throw new Error("A draft that was merged away is still asked for.");
    return entry;
  }
}
