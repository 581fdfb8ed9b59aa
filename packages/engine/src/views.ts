/**
 * Index arithmetic of views: movement operations never move data, they change which element is read.
 *
 * An index is an affine form over atoms (loop variables, and quotients or remainders of other indices). Ranges are known,
 * so most divisions of a reshape cancel: taking a flat index apart and putting it together again gives the flat index back.
 */
import type { Shape } from "@downhill/ir";

export interface Atom {
  readonly id: number;
  /** Largest value; the smallest is 0. */
  readonly max: number;
  readonly kind: "variable" | "quotient" | "remainder";
  /** Name of a variable; empty for the others. */
  readonly name: string;
  /** What is divided, and by what (quotient and remainder only). */
  readonly of: Index | undefined;
  readonly divisor: number;
}

export interface Term {
  readonly atom: Atom;
  readonly factor: number;
}

/** `constant + sum(factor * atom)`; terms are sorted by atom and have factors other than 0. */
export interface Index {
  readonly constant: number;
  readonly terms: readonly Term[];
}

export function constantIndex(constant: number): Index {
  return { constant, terms: [] };
}

export function indexKey(index: Index): string {
  let key = String(index.constant);
  for (const { atom, factor } of index.terms) key += `+${factor}*${atom.id}`;
  return key;
}

export function indicesKey(indices: readonly Index[]): string {
  return indices.map(indexKey).join(",");
}

function isSameIndex(a: Index, b: Index): boolean {
  return a === b || indexKey(a) === indexKey(b);
}

export function smallestValue(index: Index): number {
  let value = index.constant;
  for (const { atom, factor } of index.terms) if (factor < 0) value += factor * atom.max;
  return value;
}

export function largestValue(index: Index): number {
  let value = index.constant;
  for (const { atom, factor } of index.terms) if (factor > 0) value += factor * atom.max;
  return value;
}

export function scaleIndex(index: Index, factor: number): Index {
  if (factor === 1) return index;
  if (factor === 0) return constantIndex(0);
  return {
    constant: index.constant * factor,
    terms: index.terms.map((term) => ({ atom: term.atom, factor: term.factor * factor })),
  };
}

export function addIndex(a: Index, b: Index): Index {
  if (a.terms.length === 0) return { constant: a.constant + b.constant, terms: b.terms };
  if (b.terms.length === 0) return { constant: a.constant + b.constant, terms: a.terms };
  const terms: Term[] = [];
  let i = 0;
  let j = 0;
  while (i < a.terms.length || j < b.terms.length) {
    const left = a.terms[i];
    const right = b.terms[j];
    if (right === undefined || (left !== undefined && left.atom.id < right.atom.id)) {
      terms.push(left!);
      i++;
    } else if (left === undefined || right.atom.id < left.atom.id) {
      terms.push(right);
      j++;
    } else {
      const factor = left.factor + right.factor;
      if (factor !== 0) terms.push({ atom: left.atom, factor });
      i++;
      j++;
    }
  }
  return recombine({ constant: a.constant + b.constant, terms });
}

export function shiftIndex(index: Index, by: number): Index {
  return by === 0 ? index : { constant: index.constant + by, terms: index.terms };
}

/** `factor * (x % d) + factor * d * (x / d)` is `factor * x`. */
function recombine(index: Index): Index {
  for (const term of index.terms) {
    if (term.atom.kind !== "remainder") continue;
    const { of, divisor } = term.atom;
    const partner = index.terms.find(
      (other) =>
        other.atom.kind === "quotient" &&
        other.atom.divisor === divisor &&
        other.factor === term.factor * divisor &&
        isSameIndex(other.atom.of!, of!),
    );
    if (partner === undefined) continue;
    const rest: Index = { constant: index.constant, terms: index.terms.filter((other) => other !== term && other !== partner) };
    return addIndex(rest, scaleIndex(of!, term.factor));
  }
  return index;
}

/** Makes atoms; the same quotient of the same index is the same atom. One per kernel. */
export interface IndexSpace {
  variable(name: string, max: number): Atom;
  quotient(index: Index, divisor: number): Index;
  remainder(index: Index, divisor: number): Index;
}

export function atomIndex(atom: Atom): Index {
  return atom.max === 0 ? constantIndex(0) : { constant: 0, terms: [{ atom, factor: 1 }] };
}

export function createIndexSpace(): IndexSpace {
  let nextId = 0;
  const known = new Map<string, Atom>();

  function derived(kind: "quotient" | "remainder", of: Index, divisor: number): Index {
    const key = `${kind}:${divisor}:${indexKey(of)}`;
    let atom = known.get(key);
    if (atom === undefined) {
      const largest = Math.max(0, largestValue(of));
      const max = kind === "quotient" ? Math.floor(largest / divisor) : Math.min(divisor - 1, largest);
      atom = { id: nextId++, max, kind, name: "", of, divisor };
      known.set(key, atom);
    }
    return atomIndex(atom);
  }

  /** Splits off what divides evenly. The rest must not be negative, or borrowing would be lost. */
  function split(index: Index, divisor: number): { whole: Index; rest: Index } {
    const wholeConstant = Math.floor(index.constant / divisor);
    const whole: Term[] = [];
    const rest: Term[] = [];
    for (const term of index.terms) {
      const factor = term.factor % divisor === 0 ? term.factor : 0;
      if (factor !== 0) whole.push({ atom: term.atom, factor: factor / divisor });
      else if (term.factor > divisor) {
        const times = Math.floor(term.factor / divisor);
        whole.push({ atom: term.atom, factor: times });
        rest.push({ atom: term.atom, factor: term.factor - times * divisor });
      } else rest.push(term);
    }
    const restIndex: Index = { constant: index.constant - wholeConstant * divisor, terms: rest };
    if (smallestValue(restIndex) < 0) return { whole: constantIndex(0), rest: index };
    return { whole: { constant: wholeConstant, terms: whole }, rest: restIndex };
  }

  /** Greatest common divisor of the factors and the divisor. The constant need not share it: `(g * x + r) / (g * d)` is `x / d` for r < g. */
  function commonFactor(index: Index, divisor: number): number {
    let common = divisor;
    for (const { factor } of index.terms) {
      let a = common;
      let b = Math.abs(factor);
      while (b !== 0) [a, b] = [b, a % b];
      common = a;
    }
    return common;
  }

  return {
    variable(name, max) {
      return { id: nextId++, max, kind: "variable", name, of: undefined, divisor: 1 };
    },
    quotient(index, divisor) {
      if (divisor === 1) return index;
      const { whole, rest } = split(index, divisor);
      if (smallestValue(rest) >= 0 && largestValue(rest) < divisor) return whole;
      const common = commonFactor(rest, divisor);
      return addIndex(whole, derived("quotient", divideDown(rest, common), divisor / common));
    },
    remainder(index, divisor) {
      if (divisor === 1) return constantIndex(0);
      const { rest } = split(index, divisor);
      if (smallestValue(rest) >= 0 && largestValue(rest) < divisor) return rest;
      const common = commonFactor(rest, divisor);
      const left = rest.constant - Math.floor(rest.constant / common) * common;
      return shiftIndex(scaleIndex(derived("remainder", divideDown(rest, common), divisor / common), common), left);
    },
  };
}

/** Factors divide exactly, the constant is rounded down. */
function divideDown(index: Index, divisor: number): Index {
  if (divisor === 1) return index;
  return {
    constant: Math.floor(index.constant / divisor),
    terms: index.terms.map((term) => ({ atom: term.atom, factor: term.factor / divisor })),
  };
}

export function countElements(shape: Shape): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** Row-major strides in elements. */
export function denseStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** True if `strides` walk the shape densely in row-major order (axes of size 1 do not matter). */
export function isDense(shape: Shape, strides: readonly number[]): boolean {
  const dense = denseStrides(shape);
  return shape.every((size, axis) => size === 1 || strides[axis] === dense[axis]);
}

/** Place in memory of the element at `indices`. */
export function locate(indices: readonly Index[], strides: readonly number[], offset: number): Index {
  let place = constantIndex(offset);
  indices.forEach((index, axis) => {
    place = addIndex(place, scaleIndex(index, strides[axis]!));
  });
  return place;
}

export function linearize(indices: readonly Index[], shape: Shape): Index {
  return locate(indices, denseStrides(shape), 0);
}

/** Takes a flat index apart. */
export function delinearize(space: IndexSpace, flat: Index, shape: Shape): Index[] {
  const indices = new Array<Index>(shape.length);
  let rest = flat;
  let outermost = 0;
  while (outermost < shape.length - 1 && shape[outermost] === 1) outermost++;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    if (size === 1) indices[axis] = constantIndex(0);
    else if (axis <= outermost) indices[axis] = rest;
    else {
      indices[axis] = space.remainder(rest, size);
      rest = space.quotient(rest, size);
    }
  }
  return indices;
}

/** Index of the input element that a pure movement operation shows at `indices`. Pads, concatenations and packs are not among them. */
export function indexThroughView(
  space: IndexSpace,
  operation:
    | { readonly op: "reshape" }
    | { readonly op: "permute"; readonly axes: readonly number[] }
    | { readonly op: "expand" }
    | { readonly op: "slice"; readonly starts: readonly number[]; readonly strides: readonly number[] }
    | { readonly op: "flip"; readonly axes: readonly number[] },
  indices: readonly Index[],
  shape: Shape,
  inputShape: Shape,
): Index[] {
  switch (operation.op) {
    case "reshape":
      return delinearize(space, linearize(indices, shape), inputShape);
    case "permute": {
      const result = new Array<Index>(inputShape.length);
      operation.axes.forEach((axis, place) => {
        result[axis] = indices[place]!;
      });
      return result;
    }
    case "expand":
      return indices.map((index, axis) => (inputShape[axis] === 1 ? constantIndex(0) : index));
    case "slice":
      return indices.map((index, axis) => shiftIndex(scaleIndex(index, operation.strides[axis]!), operation.starts[axis]!));
    case "flip":
      return indices.map((index, axis) =>
        operation.axes.includes(axis) ? shiftIndex(scaleIndex(index, -1), inputShape[axis]! - 1) : index,
      );
  }
}
