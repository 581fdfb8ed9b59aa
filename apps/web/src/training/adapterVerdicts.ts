/** What the self-test found out about this browser's graphics adapters, kept per adapter and engine version, so that it runs once. */
import type { SelfTestResult, SelfTestVerdict } from "@downhill/engine";
import { engineVersion } from "@downhill/trainer";

export interface AdapterVerdict {
  readonly verdict: SelfTestVerdict;
  /** What was wrong, one sentence; empty when sound. */
  readonly problem: string;
}

/** By adapter key. */
export type AdapterVerdicts = Readonly<Record<string, AdapterVerdict>>;

const memoryKey = "downhill.adapterVerdicts";
const verdictNames: readonly string[] = ["sound", "without-subgroups", "without-fusion", "unusable"] satisfies SelfTestVerdict[];

function isVerdict(value: unknown): value is AdapterVerdict {
  if (typeof value !== "object" || value === null || !("verdict" in value) || !("problem" in value)) return false;
  return typeof value.verdict === "string" && verdictNames.includes(value.verdict) && typeof value.problem === "string";
}

/** Those of this engine version; empty where nothing readable is kept. */
export function readVerdicts(): AdapterVerdicts {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(memoryKey) ?? "null");
    if (typeof stored !== "object" || stored === null || !("engineVersion" in stored) || !("verdicts" in stored)) return {};
    const { verdicts } = stored;
    if (stored.engineVersion !== engineVersion || typeof verdicts !== "object" || verdicts === null) return {};
    return Object.fromEntries(Object.entries(verdicts).filter((entry): entry is [string, AdapterVerdict] => isVerdict(entry[1])));
  } catch {
    return {};
  }
}

export function rememberVerdict(adapterKey: string, { verdict, problems }: SelfTestResult): void {
  const verdicts = { ...readVerdicts(), [adapterKey]: { verdict, problem: problems[0] ?? "" } };
  try {
    localStorage.setItem(memoryKey, JSON.stringify({ engineVersion, verdicts }));
  } catch {
    // A full or forbidden memory: it is tested again next time.
  }
}
