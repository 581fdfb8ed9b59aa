/** Answers the runner's calls inside a page or process: holds one contender and what it trains at the moment. */
import type { Call, PrepareReply, Reply, Subject, TraceReply, WindowReply } from "../hosts/calls.ts";
import { convolutionSweep, gemmSweep } from "../workloads/sweeps.ts";
import { createStart } from "../workloads/workload.ts";
import { workloads } from "../workloads/workloads.ts";
import type { Contender, ContenderOpener, Trainee } from "./contender.ts";

export function createServer(openContender: ContenderOpener): (call: Call) => Promise<Reply> {
  let contender: Contender | undefined;
  let trainee: Trainee | undefined;
  let stepMs = 1;
  let isReading = false;

  async function prepare(subject: Subject): Promise<PrepareReply> {
    const create = planTrainee(demand(contender), subject);
    const before = performance.now();
    trainee = await create();
    const values = await trainee.trace(1);
    const firstStepMs = performance.now() - before;
    stepMs = firstStepMs;
    return { firstStepMs, values, facts: trainee.facts };
  }

  async function trace(steps: number, budgetMs: number): Promise<TraceReply> {
    const before = performance.now();
    const values: number[] = [];
    while (values.length < steps && (values.length === 0 || performance.now() - before < budgetMs)) {
      values.push(...(await demand(trainee).trace(1)));
    }
    stepMs = (performance.now() - before) / values.length;
    return { values, stepMs };
  }

  /** At least one step; chunks of about a quarter of the window. */
  async function window(windowMs: number): Promise<WindowReply> {
    const { run, runReading } = demand(trainee);
    const take = isReading && runReading ? runReading : run;
    const before = performance.now();
    let steps = 0;
    let durationMs = 0;
    do {
      const count = Math.max(1, Math.round(Math.min(windowMs / 4, windowMs - durationMs) / stepMs));
      await take(count);
      steps += count;
      durationMs = performance.now() - before;
      stepMs = durationMs / steps;
    } while (durationMs < windowMs);
    return { steps, durationMs };
  }

  async function warmUp(windowMs: number): Promise<WindowReply> {
    isReading = false;
    const free = await window(windowMs);
    if (demand(trainee).runReading === undefined || free.durationMs > 2 * windowMs) return free;
    isReading = true;
    const reading = await window(windowMs);
    isReading = reading.steps / reading.durationMs > free.steps / free.durationMs;
    return isReading ? reading : free;
  }

  return async (call) => {
    switch (call.method) {
      case "open":
        contender = await openContender(call.backend);
        return { label: contender.label };
      case "prepare":
        return prepare(call.subject);
      case "trace":
        return trace(call.steps, call.budgetMs);
      case "warmUp":
        return warmUp(call.windowMs);
      case "window":
        return window(call.windowMs);
      case "close":
        trainee?.dispose();
        contender?.dispose();
        return null;
    }
  };
}

/** Rows and first weights are made here, before the clock starts. */
function planTrainee(contender: Contender, subject: Subject): () => Promise<Trainee> {
  if (subject.kind === "network") {
    const workload = demand(workloads[subject.name])();
    const request = { workload, rows: workload.createData(), start: createStart(workload) };
    return () => contender.train(request);
  }
  const sweep = demand((subject.kind === "gemm" ? gemmSweep : convolutionSweep)[subject.place]);
  return () => contender.compute(sweep);
}

function demand<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("The calls came in a wrong order, or name what does not exist.");
  return value;
}
