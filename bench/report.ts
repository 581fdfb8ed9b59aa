/** Tables of a subject's results: what was measured, and how many times faster Downhill is. */
import type { Measured } from "./measure.ts";

export interface SubjectReport {
  readonly name: string;
  readonly title: string;
  readonly place: string;
  /** Per step, where it is known: turns steps into GFLOP/s. */
  readonly flops: number | null;
  readonly results: readonly Measured[];
}

/** What Downhill is to be, in steps per second, beside a peer on the same adapter. */
const goals: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  tabular: { "jax-js webgpu": 4, "TensorFlow.js webgpu": 30 },
  mlp: { "jax-js webgpu": 2, "TensorFlow.js webgpu": 8 },
  mlp256: { "jax-js webgpu": 2, "TensorFlow.js webgpu": 8 },
  cnn: { "jax-js webgpu": 5, "TensorFlow.js webgpu": 20 },
  transformer: { "jax-js webgpu": 5, "TensorFlow.js webgpu": 20 },
};
/** First step of Downhill over that of a peer. */
const firstStepGoal = 3;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function formatSubject({ name, title, place, results }: SubjectReport): string[] {
  const own = results[0];
  const ownRate = own && own.rates.length > 0 ? median(own.rates) : null;
  const rows = results.map((measured) => {
    const { entry, rates, firstStepMs, difference, facts } = measured;
    if (rates.length === 0) return [entry.name, measured.problem ?? "no window within its time", "", "", "", "", ""];
    const rate = median(rates);
    const isOwn = measured === own;
    const isPeer = !isOwn && !entry.isControl;
    return [
      entry.name,
      formatNumber(rate),
      `${formatNumber(Math.min(...rates))} to ${formatNumber(Math.max(...rates))}, ${rates.length}`,
      isOwn || ownRate === null ? "" : withGoal(ownRate / rate, goals[name]?.[entry.name]),
      firstStepMs === null ? "" : formatNumber(firstStepMs),
      isPeer && own?.firstStepMs && firstStepMs
        ? withGoal(firstStepMs / own.firstStepMs, entry.backend === "webgpu" ? firstStepGoal : undefined)
        : "",
      [
        difference && !isOwn ? `${difference.relative.toExponential(1)} over ${difference.steps}` : "",
        ...Object.entries(facts).map(([fact, value]) => `${Math.round(value)} ${fact}`),
      ]
        .filter(Boolean)
        .join("; "),
    ];
  });
  const head = ["contender", "steps/s, median", "least to most, windows", "Downhill is", "first step ms", "Downhill's is"];
  const control = results.find(({ entry }) => entry.isControl);
  return [
    `### ${title} (${place})`,
    "",
    formatRow([...head, "loss differs by, over steps; facts"]),
    formatRow(["---", "--:", "--:", "--:", "--:", "--:", "---"]),
    ...rows.map(formatRow),
    "",
    ...(control && own && control.rates.length > 0 ? [describeControl(own, control), ""] : []),
  ];
}

/** All cases of a sweep in one table: GFLOP/s, and how many times faster Downhill is. */
export function formatSweep(title: string, reports: readonly SubjectReport[]): string[] {
  const [first] = reports;
  if (first === undefined) return [];
  const rows = reports.map(({ title: name, flops, results }) => {
    const [own] = results;
    const ownRate = own && own.rates.length > 0 ? median(own.rates) : null;
    const cells = results.map((measured) => {
      if (measured.rates.length === 0 || flops === null) return measured.problem ?? "";
      const rate = median(measured.rates);
      const shown = formatNumber((rate * flops) / 1e9);
      return measured === own || ownRate === null ? shown : `${shown} (${formatRatio(ownRate / rate)})`;
    });
    return formatRow([name, ...cells]);
  });
  const head = first.results.map(({ entry }, place) => (place === 0 ? `${entry.name}, GFLOP/s` : `${entry.name} (Downhill is)`));
  return [
    `### ${title} (${first.place})`,
    "",
    formatRow(["case", ...head]),
    formatRow(["---", ...head.map(() => "--:")]),
    ...rows,
    "",
  ];
}

/** A control that does not read 1.0 says how much of a ratio is the machine's unrest. */
const quietControl = 1.15;

function describeControl(own: Measured, control: Measured): string {
  const pairs = own.rates.slice(0, control.rates.length).map((rate, round) => rate / control.rates[round]!);
  const reads = median(own.rates) / median(control.rates);
  const unrest = Math.max(reads, 1 / reads);
  return (
    `Control: Downhill beside itself reads ${reads.toFixed(2)}; single rounds ${Math.min(...pairs).toFixed(2)} to ${Math.max(...pairs).toFixed(2)}.` +
    (unrest > quietControl ? ` The machine was not quiet: take ratios below ${unrest.toFixed(1)} for ties.` : "")
  );
}

function withGoal(ratio: number, goal: number | undefined): string {
  const shown = formatRatio(ratio);
  return goal === undefined ? shown : `${shown} (goal ${goal}: ${ratio >= goal ? "met" : "missed"})`;
}

function formatRatio(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 2 : 0)} x`;
}

function formatNumber(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toPrecision(2);
}

function formatRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
