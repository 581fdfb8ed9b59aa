/** One kernel compiler per operation; leaves and reshape have none because the executable gives them their arrays. */
import type { OperationName } from "@downhill/ir";
import { compileBinary } from "./binary.ts";
import { compileBitcast, compileCast, compileSelect } from "./choose.ts";
import { compileConv } from "./conv.ts";
import { compileDot } from "./dot.ts";
import { compileGather, compileScatterAdd } from "./indexing.ts";
import type { Kernel, KernelCompiler, KernelRequest } from "./kernel.ts";
import { compileConcat, compileExpand, compileFlip, compilePack, compilePad, compilePermute, compileSlice } from "./movement.ts";
import { compileMaxPool, compileMaxPoolGradient, compileMaxPoolPlace, compileSumPool } from "./pool.ts";
import { compilePermuteIndex, compileRandomBits } from "./random.ts";
import { compileArgmax, compileReduce } from "./reduce.ts";
import { compileUnary } from "./unary.ts";

/** Operations whose value needs no kernel: it is bound, written by the host, or shares its operand's array. */
export type BoundOperation = "state" | "data" | "input" | "scalar" | "reshape";
export type ComputedOperation = Exclude<OperationName, BoundOperation>;

const boundOperations: ReadonlySet<OperationName> = new Set<BoundOperation>(["state", "data", "input", "scalar", "reshape"]);

export function isComputed(op: OperationName): op is ComputedOperation {
  return !boundOperations.has(op);
}

const compilers: { readonly [K in ComputedOperation]: KernelCompiler<K> } = {
  constant: ({ operation, output }) => {
    return () => {
      output.fill(operation.value);
    };
  },
  iota: ({ operation, output, type }) => {
    const inner = type.shape.slice(operation.axis + 1).reduce((product, size) => product * size, 1);
    const size = type.shape[operation.axis]!;
    return () => {
      for (let i = 0; i < output.length; i++) output[i] = Math.floor(i / inner) % size;
    };
  },
  unary: compileUnary,
  binary: compileBinary,
  select: compileSelect,
  cast: compileCast,
  bitcast: compileBitcast,
  randomBits: compileRandomBits,
  permuteIndex: compilePermuteIndex,
  permute: compilePermute,
  expand: compileExpand,
  slice: compileSlice,
  pad: compilePad,
  flip: compileFlip,
  concat: compileConcat,
  pack: compilePack,
  reduce: compileReduce,
  argmax: compileArgmax,
  dot: compileDot,
  conv: compileConv,
  maxPool: compileMaxPool,
  maxPoolPlace: compileMaxPoolPlace,
  maxPoolGradient: compileMaxPoolGradient,
  sumPool: compileSumPool,
  gather: compileGather,
  scatterAdd: compileScatterAdd,
};

/** Elementwise kernels read operands with stride 0, so numbers and repeated scalars need not be spread out for them. */
export function readsUniform(op: OperationName, input: number): boolean {
  if (op === "permuteIndex") return input === 0;
  return op === "unary" || op === "binary" || op === "select" || op === "cast" || op === "bitcast";
}

export function compileKernel(op: ComputedOperation, request: KernelRequest<OperationName>): Kernel {
  // The table pairs each operation with its own compiler; TypeScript cannot follow that pairing through a union.
  const compile = compilers[op] as KernelCompiler<OperationName>;
  return compile(request);
}
