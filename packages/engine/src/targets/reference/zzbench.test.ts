import { countProgramFlops, gradients, ProgramBuilder, type Value } from "@downhill/ir";
import { test } from "vitest";
import { makeRandomValues } from "../../testing/randomValues.ts";
import { openReferenceDevice } from "./device.ts";

test("bench", async () => {
  const b = new ProgramBuilder();
  const N = 32;
  const x = b.data("x", { dtype: "f32", shape: [N, 28, 28, 1] });
  const y = b.data("y", { dtype: "i32", shape: [N] });
  const P = (n: string, s: number[]) => b.state(n, { dtype: "f32", shape: s });
  const p = {
    k1: P("k1", [3, 3, 1, 32]),
    c1: P("c1", [32]),
    k2: P("k2", [3, 3, 32, 64]),
    c2: P("c2", [64]),
    w: P("w", [1600, 128]),
    d: P("d", [128]),
    w2: P("w2", [128, 10]),
    d2: P("d2", [10]),
  };
  const conv = (a: Value, k: Value, c: Value) =>
    b.relu(b.add(b.conv(a, k, { strides: [1, 1], padLow: [0, 0], padHigh: [0, 0] }), c));
  const pool = (a: Value) => b.maxPool(a, { size: [2, 2], strides: [2, 2], padLow: [0, 0], padHigh: [0, 0] });
  let h = pool(conv(x, p.k1, p.c1));
  h = pool(conv(h, p.k2, p.c2));
  h = b.reshape(h, [N, 1600]);
  h = b.relu(b.add(b.matmul(h, p.w), p.d));
  const logits = b.add(b.matmul(h, p.w2), p.d2);
  const loss = b.neg(b.mean(b.sum(b.mul(b.logSoftmax(logits, 1), b.oneHot(y, 10)), [1])));
  const vals = Object.values(p);
  const g = gradients(b, loss, vals);
  const program = b.finish({
    updates: Object.fromEntries(Object.keys(p).map((n, i) => [n, b.sub(vals[i]!, b.mul(0.01, g[i]!))])),
    series: { loss },
  });
  const dev = openReferenceDevice();
  const mk = (types: typeof program.states) =>
    Object.fromEntries(
      Object.entries(types).map(([n, t], i) => {
        const T = dev.createTensor(t);
        if (t.dtype === "f32")
          T.writeExact(
            makeRandomValues(
              t.shape.reduce((a, c) => a * c, 1),
              i,
              -0.05,
              0.05,
            ),
          );
        return [n, T];
      }),
    );
  const exe = await dev.compile(program, { states: mk(program.states), data: mk(program.data) });
  const layout = exe as any;
  for (let i = 0; i < 4; i++) {
    const t = performance.now();
    const s = exe.submit({ steps: 1, values: {} });
    console.log(performance.now() - t, "ms", countProgramFlops(program) / 1e6, "MFLOP", s.exactSeries.loss);
  }
  const ks = exe.debugKernels!;
  if (ks) {
    const times = ks.map((k: any, i: number) => {
      const t = performance.now();
      k();
      return [performance.now() - t, exe.plan.kernels[i]?.name, program.nodes.length];
    });
    console.log(times.filter((t: any) => t[0] > 2));
  }
}, 60000);
