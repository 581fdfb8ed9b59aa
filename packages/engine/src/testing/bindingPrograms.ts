/** Programs that would like to bind more buffers in one kernel than devices grant. */
import { type Program, ProgramBuilder, type Value } from "@downhill/ir";

/** A sum and a product of `count` tensors. */
export function buildWideSum(count: number): Program {
  const b = new ProgramBuilder();
  const type = { dtype: "f32", shape: [4, 5] } as const;
  const tensors = Array.from({ length: count }, (_, i) => b.data(`x${i}`, type));
  return b.finish({
    outputs: { y: tensors.reduce((sum, x) => b.add(sum, x)) },
    series: { s: b.sum(tensors.reduce((p, x) => b.mul(p, x))) },
  });
}

/** One value that must be written to many places at once. */
export function buildManyHomes(count: number): Program {
  const b = new ProgramBuilder();
  const x = b.data("x", { dtype: "f32", shape: [4, 3] });
  const y = b.exp(x);
  const others = Array.from({ length: count }, (_, i) => b.tanh(b.mul(x, i + 1)));
  const joined = others.map((other) => b.concat([y, other], 1));
  const product = joined.reduce((sum: Value, part) => b.add(sum, b.sin(part)));
  return b.finish({
    outputs: Object.fromEntries([["product", product], ...joined.slice(0, 6).map((part, i) => [`joined${i}`, part] as const)]),
  });
}

/** One value under many names. */
export function buildManyOutputs(count: number): Program {
  const b = new ProgramBuilder();
  const y = b.exp(b.data("x", { dtype: "f32", shape: [7] }));
  return b.finish({ outputs: Object.fromEntries(Array.from({ length: count }, (_, i) => [`y${i}`, y])) });
}
