/**
 * One subject, all contenders: first steps one after another, then equal losses, then windows of time taken in turns, so that a
 * busy minute of the machine strikes all of them. A contender has a budget of time; a slow one gets fewer windows.
 */
import type { Entry } from "./contenders/roster.ts";
import type { Subject } from "./hosts/calls.ts";
import type { Host } from "./hosts/host.ts";

export interface MeasureSettings {
  readonly rounds: number;
  readonly windowMs: number;
  /** Of one contender for one subject, without its first step. */
  readonly budgetMs: number;
  /** Until the first loss is there. */
  readonly firstStepLimitMs: number;
  readonly tracedSteps: number;
  /** Largest relative difference of a loss (or result) that counts as equal. */
  readonly tolerance: number;
}

export interface Measured {
  readonly entry: Entry;
  readonly label: string;
  readonly firstStepMs: number | null;
  readonly facts: Readonly<Record<string, number>>;
  /** Steps per second of each window. */
  readonly rates: readonly number[];
  /** Against Downhill; null where nothing could be compared. */
  readonly difference: { readonly relative: number; readonly steps: number } | null;
  /** Why there is no speed. */
  readonly problem: string | null;
}

interface Running {
  readonly entry: Entry;
  host: Host | null;
  label: string;
  firstStepMs: number | null;
  facts: Readonly<Record<string, number>>;
  values: number[];
  rates: number[];
  usedMs: number;
  stepMs: number;
  difference: Measured["difference"];
  problem: string | null;
}

export interface MeasureRequest {
  readonly subject: Subject;
  readonly entries: readonly Entry[];
  readonly settings: MeasureSettings;
  readonly openHost: (entry: Entry) => Promise<Host>;
  readonly tell: (line: string) => void;
}

export async function measure({ subject, entries, settings, openHost, tell }: MeasureRequest): Promise<Measured[]> {
  const all = entries.map((entry): Running => ({ entry, host: null, label: "", ...nothingYet() }));
  try {
    for (const running of all) await attempt(running, () => start(running, { subject, settings, openHost }), tell);
    compare(all, settings);
    const ready = () => all.filter(({ problem }) => problem === null);
    for (const running of ready()) await attempt(running, () => warmUp(running, settings), tell);
    for (let round = 0; round < settings.rounds; round++) {
      const list = ready();
      for (let place = 0; place < list.length; place++) {
        const running = list[(place + round) % list.length]!;
        if (running.rates.length > 0 && running.usedMs + running.stepMs > settings.budgetMs) continue;
        await attempt(running, () => takeWindow(running, settings), tell);
      }
    }
  } finally {
    for (const { host } of all) await host?.close().catch(() => {});
  }
  return all.map(({ entry, label, firstStepMs, facts, rates, difference, problem }) => {
    return { entry, label, firstStepMs, facts, rates, difference, problem };
  });
}

function nothingYet() {
  return { firstStepMs: null, facts: {}, values: [], rates: [], usedMs: 0, stepMs: 0, difference: null, problem: null };
}

async function attempt(running: Running, work: () => Promise<void>, tell: (line: string) => void): Promise<void> {
  try {
    await work();
  } catch (error) {
    running.problem = (error instanceof Error ? error.message : String(error)).replace(/^page\.evaluate: /, "").split("\n")[0]!;
    tell(`${running.entry.name}: ${running.problem}`);
  }
}

type StartRequest = Pick<MeasureRequest, "subject" | "settings" | "openHost">;

async function start(running: Running, { subject, settings, openHost }: StartRequest): Promise<void> {
  running.host = await openHost(running.entry);
  const { host } = running;
  running.label = (await host.ask({ method: "open", backend: running.entry.backend }, 60_000)).label;
  const prepared = await host.ask({ method: "prepare", subject }, settings.firstStepLimitMs);
  running.firstStepMs = prepared.firstStepMs;
  running.facts = prepared.facts;
  running.values = [...prepared.values];
  if (subject.kind !== "network") return;
  const budgetMs = settings.budgetMs / 3;
  const traced = await host.ask(
    { method: "trace", steps: settings.tracedSteps - 1, budgetMs },
    settings.firstStepLimitMs + budgetMs,
  );
  running.values.push(...traced.values);
  running.usedMs += traced.stepMs * traced.values.length;
}

/** Speed says nothing of a contender that computes something else. */
function compare(all: readonly Running[], { tolerance }: MeasureSettings): void {
  const standard = all.find(({ entry, problem }) => entry.engine === "downhill" && problem === null);
  for (const running of all) {
    if (running.problem !== null || standard === undefined) continue;
    const steps = Math.min(running.values.length, standard.values.length);
    let relative = 0;
    for (let step = 0; step < steps; step++) {
      const [own, wanted] = [running.values[step]!, standard.values[step]!];
      const apart = Math.abs(own - wanted) / Math.max(Math.abs(wanted), 1e-3);
      relative = Math.max(relative, Number.isFinite(apart) ? apart : Number.POSITIVE_INFINITY);
    }
    running.difference = { relative, steps };
    if (relative > tolerance) {
      running.problem = `computes something else: ${running.values.slice(0, 3).join(", ")} where Downhill has ${standard.values.slice(0, 3).join(", ")}`;
    }
  }
}

async function warmUp(running: Running, { windowMs, budgetMs }: MeasureSettings): Promise<void> {
  const { steps, durationMs } = await running.host!.ask({ method: "warmUp", windowMs: windowMs / 2 }, budgetMs + 60_000);
  running.usedMs += durationMs;
  running.stepMs = durationMs / steps;
}

async function takeWindow(running: Running, { windowMs, budgetMs }: MeasureSettings): Promise<void> {
  const { steps, durationMs } = await running.host!.ask({ method: "window", windowMs }, budgetMs + 60_000);
  running.rates.push((1000 * steps) / durationMs);
  running.usedMs += durationMs;
  running.stepMs = durationMs / steps;
}
