/**
 * Does a device compute rightly? One small program on it and on the reference target, for use once per adapter key and engine version;
 * the caller keeps the verdict. Some drivers miscompile some code, so that a device may be sound without fusion, or not at all.
 */
import { type CompileOptions, type DeviceTensor, type EngineDevice, EngineError, type TensorValues } from "./device.ts";
import { buildSelfTest, type SelfTestProgram } from "./selfTestProgram.ts";
import { openReferenceDevice } from "./targets/reference/device.ts";

/** What is left out, one after another, until the results are right. */
const attempts = [
  { verdict: "sound", options: {} },
  { verdict: "without-staging", options: { staging: false } },
  { verdict: "without-subgroups", options: { staging: false, subgroups: false } },
  { verdict: "without-fusion", options: { staging: false, subgroups: false, fusion: false } },
] as const satisfies readonly { verdict: string; options: CompileOptions }[];

export type SelfTestVerdict = (typeof attempts)[number]["verdict"] | "unusable";

export interface SelfTestResult {
  /** `unusable`: do not train on it. Otherwise open the device with `optionsFor` the verdict. */
  readonly verdict: SelfTestVerdict;
  /** What was wrong, one sentence each; empty when sound. */
  readonly problems: readonly string[];
  readonly durationMs: number;
}

/** What to open a device with whose verdict is known. */
export function optionsFor(verdict: SelfTestVerdict): Pick<CompileOptions, "fusion" | "subgroups" | "staging"> {
  return attempts.find((attempt) => attempt.verdict === verdict)?.options ?? {};
}

/** Rounding differs between devices; wrong code differs by more. */
const tolerance = 2e-3;

/** Throws EngineError when the device is lost. */
export async function runSelfTest(device: EngineDevice): Promise<SelfTestResult> {
  const startedMs = performance.now();
  const test = buildSelfTest();
  const reference = openReferenceDevice();
  try {
    const wanted = await compute(reference, test, {});
    const problems: string[] = [];
    for (const { verdict, options } of attempts) {
      const found = await tryOut(device, test, wanted, options);
      if (found.length === 0) return { verdict, problems, durationMs: performance.now() - startedMs };
      problems.push(...found.map((problem) => (verdict === "sound" ? problem : `Tested ${verdict}: ${problem}`)));
    }
    return { verdict: "unusable", problems, durationMs: performance.now() - startedMs };
  } finally {
    reference.dispose();
  }
}

type Outputs = Readonly<Record<string, TensorValues>>;

async function tryOut(device: EngineDevice, test: SelfTestProgram, wanted: Outputs, options: CompileOptions): Promise<string[]> {
  try {
    return compare(await compute(device, test, options), wanted);
  } catch (error) {
    if (error instanceof EngineError && error.code === "shader-failed") return [error.message];
    throw error;
  }
}

async function compute(
  device: EngineDevice,
  { program, data, tiles }: SelfTestProgram,
  options: CompileOptions,
): Promise<Outputs> {
  const tensors: Record<string, DeviceTensor> = {};
  try {
    for (const [name, type] of Object.entries(program.data)) tensors[name] = device.createTensor(type, data[name]);
    const executable = await device.compile(program, { states: {}, data: tensors }, { ...options, tiles, maxStepsPerSubmit: 1 });
    try {
      await executable.submit({ steps: 1, values: {} }).done;
      const outputs = program.outputs.map(async ({ name }) => [name, await executable.readOutput(name)] as const);
      return Object.fromEntries(await Promise.all(outputs));
    } finally {
      executable.dispose();
    }
  } finally {
    for (const tensor of Object.values(tensors)) tensor.dispose();
  }
}

/** One sentence per kind of work that differs: its worst number. */
function compare(got: Outputs, wanted: Outputs): string[] {
  const worst = new Map<string, { error: number; text: string }>();
  for (const [name, right] of Object.entries(wanted)) {
    const what = name.slice(0, name.indexOf("/"));
    const values = got[name];
    for (const [place, value] of right.entries()) {
      const own = values?.[place] ?? Number.NaN;
      const difference = Math.abs(own - value) / Math.max(1, Math.abs(value));
      const error = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
      const allowed = right instanceof Float32Array ? tolerance : 0;
      if (error <= allowed || error <= (worst.get(what)?.error ?? -1)) continue;
      worst.set(what, { error, text: `This device computes ${what} wrongly: ${own} instead of ${value}.` });
    }
  }
  return Array.from(worst.values(), ({ text }) => text);
}
