/**
 * Writes the body of a kernel as single assignments. Every expression goes to the outermost scope that knows its operands,
 * so what a loop does not change is computed before the loop, and an expression written twice is computed once.
 */
import {
  type Atom,
  atomIndex,
  createIndexSpace,
  type Index,
  type IndexSpace,
  indexKey,
  largestValue,
  type Term,
} from "../../views.ts";

export type WgslType = "f32" | "i32" | "u32" | "bool";

export class Scope {
  readonly parent: Scope | undefined;
  readonly depth: number;
  readonly header: string;
  readonly lines: (string | Scope)[] = [];
  /** Expressions by text, and element values by value and index. */
  readonly known = new Map<string, Expression>();

  constructor(parent: Scope | undefined, header: string) {
    this.parent = parent;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.header = header;
  }
}

/** A name or a literal, and the scope in which it was made. */
export interface Expression {
  readonly text: string;
  readonly scope: Scope;
}

export class CodeBuilder {
  readonly space: IndexSpace = createIndexSpace();
  readonly root: Scope;
  readonly prefix: string;
  #current: Scope;
  #nextName = 0;
  readonly #atoms = new Map<Atom, Expression>();

  constructor(prefix = "v") {
    this.root = new Scope(undefined, "");
    this.prefix = prefix;
    this.#current = this.root;
  }

  get current(): Scope {
    return this.#current;
  }

  name(): string {
    return `${this.prefix}${this.#nextName++}`;
  }

  /** A literal or a name that is known everywhere in the kernel. */
  literal(text: string): Expression {
    return { text, scope: this.root };
  }

  /** Computes `text` once, as far out as its operands allow. */
  let(text: string, operands: readonly Expression[]): Expression {
    const scope = this.deepest(operands);
    const known = this.lookUp(text);
    if (known !== undefined) return known;
    const name = this.name();
    scope.lines.push(`let ${name} = ${text};`);
    const expression = { text: name, scope };
    scope.known.set(text, expression);
    return expression;
  }

  /** A statement in the scope that knows all operands. */
  statement(text: string, operands: readonly Expression[]): void {
    this.deepest(operands).lines.push(text);
  }

  /** A statement where the code stands now. */
  statementHere(text: string): void {
    this.#current.lines.push(text);
  }

  /** Finds what was remembered under `key` in this scope or around it. */
  lookUp(key: string): Expression | undefined {
    for (let scope: Scope | undefined = this.#current; scope !== undefined; scope = scope.parent) {
      const known = scope.known.get(key);
      if (known !== undefined) return known;
    }
    return undefined;
  }

  remember(key: string, expression: Expression): void {
    expression.scope.known.set(key, expression);
  }

  deepest(expressions: readonly Expression[]): Scope {
    let scope = this.root;
    for (const expression of expressions) if (expression.scope.depth > scope.depth) scope = expression.scope;
    return scope;
  }

  /** Runs `write` inside a block with the given header, placed in `parent` (the current scope unless given). */
  block(header: string, write: () => void, parent: Scope = this.#current): void {
    const scope = new Scope(parent, header);
    const outer = this.#current;
    this.#current = scope;
    write();
    this.#current = outer;
    parent.lines.push(scope);
  }

  /** Runs `write` as if the code stood in `scope`, an enclosing one. */
  within<T>(scope: Scope, write: () => T): T {
    const outer = this.#current;
    this.#current = scope;
    const result = write();
    this.#current = outer;
    return result;
  }

  /** A `for` loop over 0..count-1 (from `start` in steps of `step`, if given). */
  loop(count: number, write: (atom: Index) => void, options: { start?: string; step?: number; parent?: Scope } = {}): void {
    const name = this.name();
    const header = `for (var ${name} = ${options.start ?? "0u"}; ${name} < ${count}u; ${name} += ${options.step ?? 1}u)`;
    const atom = this.space.variable(name, count - 1);
    this.block(
      header,
      () => {
        this.#atoms.set(atom, { text: name, scope: this.#current });
        write(atomIndex(atom));
      },
      options.parent,
    );
  }

  /** An index variable whose value is `expression`. */
  atomOf(expression: Expression, max: number): Index {
    const key = `atom:${expression.text}`;
    const atom = this.space.variable(expression.text, max);
    this.#atoms.set(atom, expression);
    this.remember(key, expression);
    return atomIndex(atom);
  }

  #atomExpression(atom: Atom): Expression {
    const known = this.#atoms.get(atom);
    if (known !== undefined) return known;
    if (atom.of === undefined) throw new Error(`Index variable ${atom.name} has no value here.`);
    const of = this.index(atom.of);
    const quotient = this.#divide(of, largestValue(atom.of), atom.divisor);
    if (atom.kind === "quotient") return quotient;
    if (isPowerOfTwo(atom.divisor)) return this.let(`${of.text} & ${atom.divisor - 1}u`, [of]);
    return this.let(`${of.text} - ${quotient.text} * ${atom.divisor}u`, [of, quotient]);
  }

  /** Division is dear, on processors most of all: by a shift, or by a multiplication that is exact up to `max`, where possible. */
  #divide(x: Expression, max: number, divisor: number): Expression {
    if (isPowerOfTwo(divisor)) return this.let(`${x.text} >> ${Math.log2(divisor)}u`, [x]);
    const magic = findReciprocal(max, divisor);
    if (magic !== undefined) return this.let(`(${x.text} * ${magic.factor}u) >> ${magic.shift}u`, [x]);
    return this.let(`${x.text} / ${divisor}u`, [x]);
  }

  /** Innermost scope that an index depends on. */
  scopeOf(indices: readonly Index[]): Scope {
    let scope = this.root;
    const visit = (index: Index): void => {
      for (const { atom } of index.terms) {
        if (atom.of !== undefined) visit(atom.of);
        else {
          const known = this.#atoms.get(atom);
          if (known === undefined) throw new Error(`Index variable ${atom.name} has no value here.`);
          if (known.scope.depth > scope.depth) scope = known.scope;
        }
      }
    };
    indices.forEach(visit);
    return scope;
  }

  /** Nested loops over `counts` inside `scope`; an axis of size 1 needs none. */
  loops(counts: readonly number[], scope: Scope, write: (indices: Index[]) => void): void {
    const indices: Index[] = [];
    const open = (axis: number): void => {
      const count = counts[axis];
      if (count === undefined) write([...indices]);
      else if (count === 1) {
        indices[axis] = atomIndex(this.space.variable("", 0));
        open(axis + 1);
      } else {
        this.loop(count, (index) => {
          indices[axis] = index;
          open(axis + 1);
        });
      }
    };
    this.within(scope, () => open(0));
  }

  /**
   * The u32 value of an index. Parts known further out are added up further out; the constant comes last, so that neighbouring
   * elements share everything else (and do not each keep a register through all loops).
   */
  index(index: Index): Expression {
    const key = `index:${indexKey(index)}`;
    const known = this.lookUp(key);
    if (known !== undefined) return known;
    if (index.constant !== 0 && index.terms.length > 0) {
      const base = this.index({ constant: 0, terms: index.terms });
      const sign = index.constant > 0 ? "+" : "-";
      const expression = this.let(`${base.text} ${sign} ${Math.abs(index.constant)}u`, [base]);
      this.remember(key, expression);
      return expression;
    }
    const parts = index.terms.map((term) => ({ term, expression: this.#atomExpression(term.atom) }));
    parts.sort(
      (a, b) => a.expression.scope.depth - b.expression.scope.depth || Number(a.term.factor < 0) - Number(b.term.factor < 0),
    );
    let sum: Expression | undefined;
    let place = 0;
    while (place < parts.length) {
      const depth = parts[place]!.expression.scope.depth;
      const operands: Expression[] = sum === undefined ? [] : [sum];
      let text = sum?.text ?? "";
      for (; place < parts.length && parts[place]!.expression.scope.depth === depth; place++) {
        const { term, expression } = parts[place]!;
        text = appendTerm(text, term, expression.text);
        operands.push(expression);
      }
      const isName = operands.length === 1 && text === operands[0]!.text;
      sum = isName ? operands[0]! : this.let(text, operands);
    }
    const expression = sum ?? this.literal(index.constant >= 0 ? `${index.constant}u` : `${index.constant + 2 ** 32}u`);
    this.remember(key, expression);
    return expression;
  }

  /** The finished text of the kernel's body. */
  print(): string {
    const out: string[] = [];
    const write = (scope: Scope, indent: string): void => {
      for (const line of scope.lines) {
        if (typeof line === "string") out.push(indent + line);
        else {
          out.push(`${indent}${line.header} {`);
          write(line, `${indent}  `);
          out.push(`${indent}}`);
        }
      }
    };
    write(this.root, "  ");
    return out.join("\n");
  }
}

function appendTerm(text: string, { factor }: Term, name: string): string {
  const size = Math.abs(factor);
  const product = size === 1 ? name : `${name} * ${size}u`;
  if (text === "") return factor > 0 ? product : `0u - ${product}`;
  return `${text} ${factor > 0 ? "+" : "-"} ${product}`;
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && (value & (value - 1)) === 0;
}

/**
 * `(x * factor) >> shift` equals `x / divisor` for 0 <= x <= max without overflow. With factor = ceil(2^shift / divisor) and
 * excess = factor * divisor - 2^shift, the result is exact while excess * x < 2^shift.
 */
export function findReciprocal(max: number, divisor: number): { factor: number; shift: number } | undefined {
  for (let shift = 1; shift < 32; shift++) {
    const factor = Math.ceil(2 ** shift / divisor);
    if (factor * max >= 2 ** 32) return undefined;
    const excess = factor * divisor - 2 ** shift;
    if (excess * max < 2 ** shift) return { factor, shift };
  }
  return undefined;
}
