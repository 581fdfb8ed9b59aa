/** The rules of the benchmark itself: who gets a speed, how often, and what a table says of it. */
import { expect, test } from "vitest";
import { listEntries } from "./contenders/roster.ts";
import type { Call, ReplyTo } from "./hosts/calls.ts";
import type { Host } from "./hosts/host.ts";
import { type MeasureSettings, measure } from "./measure.ts";
import { formatSubject, median } from "./report.ts";

const settings: MeasureSettings = {
  rounds: 5,
  windowMs: 100,
  budgetMs: 10_000,
  firstStepLimitMs: 1000,
  tracedSteps: 4,
  tolerance: 1e-3,
};

interface Runner {
  readonly stepMs: number;
  readonly losses: readonly number[];
}

/** A host that answers as a contender of that speed would. */
function openRunner({ stepMs, losses }: Runner, heard: string[], name: string): Host {
  const answer = (call: Call) => {
    heard.push(`${name} ${call.method}`);
    switch (call.method) {
      case "open":
        return { label: name };
      case "prepare":
        return { firstStepMs: 10 * stepMs, values: losses.slice(0, 1), facts: {} };
      case "trace":
        return { values: losses.slice(1, call.steps + 1), stepMs };
      case "close":
        return null;
      default: {
        const steps = Math.max(1, Math.round(call.windowMs / stepMs));
        return { steps, durationMs: steps * stepMs };
      }
    }
  };
  return {
    ask: async <C extends Call>(call: C) => answer(call) as ReplyTo<C>,
    close: async () => {},
  };
}

async function run(peers: Readonly<Record<string, Runner | Error>>) {
  const entries = listEntries("browser").filter(({ name }) => name === "Downhill" || name in peers);
  const heard: string[] = [];
  const results = await measure({
    subject: { kind: "network", name: "tabular" },
    entries,
    settings,
    async openHost({ name }) {
      const runner = name === "Downhill" ? { stepMs: 10, losses: [1, 0.9, 0.8, 0.7] } : peers[name]!;
      if (runner instanceof Error) throw runner;
      return openRunner(runner, heard, name);
    },
    tell: () => {},
  });
  return { results, heard };
}

test("windows are taken in turns, and nobody always goes first", async () => {
  const { results, heard } = await run({ "jax-js webgpu": { stepMs: 50, losses: [1, 0.9, 0.8, 0.7] } });
  expect(results.map(({ rates }) => rates.length)).toEqual([5, 5]);
  expect(results.map(({ rates }) => median(rates))).toEqual([100, 20]);
  const windows = heard.filter((line) => line.endsWith("window")).map((line) => line.replace(" window", ""));
  expect(windows.slice(0, 4)).toEqual(["Downhill", "jax-js webgpu", "jax-js webgpu", "Downhill"]);
});

test("another loss gives no speed, and says which", async () => {
  const { results } = await run({ "jax-js webgpu": { stepMs: 1, losses: [1, 0.9, 0.81, 0.7] } });
  expect(results[1]).toMatchObject({ rates: [], problem: expect.stringContaining("computes something else: 1, 0.9, 0.81") });
  const nan = await run({ "jax-js webgpu": { stepMs: 1, losses: [1, Number.NaN, 0.8, 0.7] } });
  expect(nan.results[1]?.rates).toEqual([]);
});

test("a slow contender gets fewer windows, but one at least; one that fails keeps its reason", async () => {
  const { results } = await run({
    "jax-js webgpu": { stepMs: 4000, losses: [1, 0.9] },
    "TensorFlow.js webgpu": new Error("no such backend\n    at somewhere"),
  });
  expect(results[1]?.rates).toEqual([0.25]);
  expect(results[1]?.difference).toEqual({ relative: 0, steps: 2 });
  expect(results[2]).toMatchObject({ problem: "no such backend", rates: [] });
});

test("the table gives ratios, goals and the number of windows", async () => {
  const { results } = await run({ "jax-js webgpu": { stepMs: 50, losses: [1, 0.9, 0.8, 0.7] } });
  const lines = formatSubject({ name: "tabular", title: "Tabular", place: "here", flops: null, results });
  const row = lines.find((line) => line.startsWith("| jax-js webgpu"));
  expect(row).toContain("5.00 x (goal 4: met)");
  expect(row).toContain("20.0 to 20.0, 5");
  expect(row).toContain("0.0e+0 over 4");
  const noisy = await run({ "Downhill (control)": { stepMs: 20, losses: [1, 0.9, 0.8, 0.7] } });
  const shown = formatSubject({ name: "tabular", title: "Tabular", place: "here", flops: null, results: noisy.results });
  expect(shown.join("\n")).toContain(
    "reads 2.00; single rounds 2.00 to 2.00. The machine was not quiet: take ratios below 2.0 for ties.",
  );
});
