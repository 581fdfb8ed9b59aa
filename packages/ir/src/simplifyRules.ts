/**
 * Rewrites that are exact: what is missing here is missing on purpose. x * 0, x - x and x / x stay because of NaN and
 * infinities, x + 0 because it turns -0 into 0, sums of sums because rounding depends on the order.
 */
import { foldBinary, foldCast, foldUnary } from "./foldConstants.ts";
import type { OperationName, TensorType, ValueId } from "./program.ts";
import { emitConstant, getConstant, matchUnary, type Rewriter, type SimplifyRule } from "./rewriter.ts";
import { simplifyBinary } from "./simplifyBinary.ts";
import { countElements, isSameShape } from "./types.ts";

/**
 * Rearranging equal elements changes nothing but the shape: a constant stays one, and an element repeated everywhere
 * is repeated to the new shape instead.
 */
function rearrangeEqualElements(r: Rewriter, input: ValueId, type: TensorType): ValueId | undefined {
  const node = r.getNode(input);
  if (node.operation.op === "constant") return emitConstant(r, node.operation.value, type);
  const source = node.inputs[0];
  if (node.operation.op !== "expand" || source === undefined) return undefined;
  if (countElements(r.getNode(source).type.shape) !== 1) return undefined;
  const single = r.emit({ op: "reshape" }, [source], { dtype: type.dtype, shape: type.shape.map(() => 1) });
  return r.emit({ op: "expand" }, [single], type);
}

export const simplifyRules: { readonly [K in OperationName]?: SimplifyRule<K> } = {
  iota: (r, { axis }, _inputs, type) => (type.shape[axis] === 1 ? emitConstant(r, 0, type) : undefined),

  unary: (r, { operator }, [x = 0], type) => {
    const value = getConstant(r, x);
    if (value !== undefined) {
      const folded = foldUnary(operator, value, type.dtype);
      return folded === undefined ? undefined : emitConstant(r, folded, type);
    }
    switch (operator) {
      case "neg":
      case "not":
        return matchUnary(r, x, operator);
      case "abs": {
        const inner = matchUnary(r, x, "neg");
        if (inner !== undefined) return r.emit({ op: "unary", operator }, [inner]);
        return matchUnary(r, x, "abs") === undefined ? undefined : x;
      }
      case "sign":
      case "floor":
        return matchUnary(r, x, operator) === undefined ? undefined : x;
      default:
        return undefined;
    }
  },

  binary: (r, { operator }, [a = 0, b = 0], type) => {
    const left = getConstant(r, a);
    const right = getConstant(r, b);
    if (left !== undefined && right !== undefined) {
      const folded = foldBinary(operator, left, right, r.getNode(a).type.dtype);
      return folded === undefined ? undefined : emitConstant(r, folded, type);
    }
    return simplifyBinary(r, operator, a, b);
  },

  select: (r, _operation, [condition = 0, yes = 0, no = 0]) => {
    if (yes === no) return yes;
    const value = getConstant(r, condition);
    if (value !== undefined) return value === 0 ? no : yes;
    const opposite = matchUnary(r, condition, "not");
    return opposite === undefined ? undefined : r.emit({ op: "select" }, [opposite, no, yes]);
  },

  cast: (r, _operation, [x = 0], type) => {
    const from = r.getNode(x).type.dtype;
    if (from === type.dtype) return x;
    const value = getConstant(r, x);
    if (value === undefined || !Number.isFinite(value)) return undefined;
    const folded = foldCast(value, from, type.dtype);
    return folded === undefined ? undefined : emitConstant(r, folded, type);
  },

  bitcast: (r, _operation, [x = 0], type) => (r.getNode(x).type.dtype === type.dtype ? x : undefined),

  reshape: (r, _operation, [x = 0], type) => {
    const node = r.getNode(x);
    if (isSameShape(node.type.shape, type.shape)) return x;
    if (node.operation.op === "reshape") return r.emit({ op: "reshape" }, [node.inputs[0]!], type);
    return rearrangeEqualElements(r, x, type);
  },

  permute: (r, { axes }, [x = 0], type) => {
    const node = r.getNode(x);
    // Only axes of more than one element count: while they keep their order, nothing moves.
    const moving = axes.filter((axis) => node.type.shape[axis] !== 1);
    if (moving.every((axis, place) => place === 0 || axis > moving[place - 1]!)) return r.emit({ op: "reshape" }, [x], type);
    if (node.operation.op === "permute") {
      const inner = node.operation.axes;
      return r.emit({ op: "permute", axes: axes.map((axis) => inner[axis]!) }, [node.inputs[0]!]);
    }
    return rearrangeEqualElements(r, x, type);
  },

  expand: (r, _operation, [x = 0], type) => {
    const node = r.getNode(x);
    if (isSameShape(node.type.shape, type.shape)) return x;
    if (node.operation.op === "expand") return r.emit({ op: "expand" }, [node.inputs[0]!], type);
    return node.operation.op === "constant" ? emitConstant(r, node.operation.value, type) : undefined;
  },

  slice: (r, { starts, strides }, [x = 0], type) => {
    const node = r.getNode(x);
    if (isSameShape(node.type.shape, type.shape)) return x;
    if (node.operation.op === "slice") {
      const inner = node.operation;
      const combined = {
        op: "slice" as const,
        starts: starts.map((start, axis) => inner.starts[axis]! + start * inner.strides[axis]!),
        strides: strides.map((stride, axis) => stride * inner.strides[axis]!),
      };
      return r.emit(combined, [node.inputs[0]!], type);
    }
    return rearrangeEqualElements(r, x, type);
  },

  pad: (r, { value }, [x = 0], type) => {
    const node = r.getNode(x);
    if (isSameShape(node.type.shape, type.shape)) return x;
    const constant = getConstant(r, x);
    return constant !== undefined && Object.is(constant, value) ? emitConstant(r, value, type) : undefined;
  },

  flip: (r, { axes }, [x = 0], type) => {
    const node = r.getNode(x);
    const moving = axes.filter((axis) => type.shape[axis] !== 1);
    if (moving.length === 0) return x;
    if (moving.length < axes.length) return r.emit({ op: "flip", axes: moving }, [x]);
    if (node.operation.op === "flip" && isSameShape(node.operation.axes, axes)) return node.inputs[0];
    return rearrangeEqualElements(r, x, type);
  },

  concat: (_r, _operation, inputs) => (inputs.length === 1 ? inputs[0] : undefined),

  pack: (r, _operation, inputs, type) => {
    const [only] = inputs;
    if (inputs.length !== 1 || only === undefined) return undefined;
    return countElements(r.getNode(only).type.shape) === type.shape[0] ? r.emit({ op: "reshape" }, [only], type) : undefined;
  },

  reduce: (r, { operator, axes }, [x = 0], type) => {
    const { shape } = r.getNode(x).type;
    if (axes.every((axis) => shape[axis] === 1)) return r.emit({ op: "reshape" }, [x], type);
    const value = getConstant(r, x);
    if (value === undefined) return undefined;
    if (operator !== "sum") return emitConstant(r, value, type);
    // Whole numbers up to 2^24 add up without rounding in any order.
    const total = value * axes.reduce((count, axis) => count * shape[axis]!, 1);
    return Number.isInteger(value) && Math.abs(total) <= 2 ** 24 && !Object.is(value, -0)
      ? emitConstant(r, total, type)
      : undefined;
  },
};
