/**
 * `npm run bench [-- parts and flags]`: Downhill beside TensorFlow.js and jax-js, in one browser on one adapter, and in Node.
 * Parts are names of networks, "gemm" and "convolution"; without any, all are measured.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { listEntries, type Place } from "./contenders/roster.ts";
import { browserFlags } from "./hosts/browserFlags.ts";
import { openBrowserHosts } from "./hosts/browserHosts.ts";
import { bundleEngines } from "./hosts/bundle.ts";
import type { Subject } from "./hosts/calls.ts";
import { openFileServer } from "./hosts/fileServer.ts";
import { openNodeHost } from "./hosts/nodeHosts.ts";
import { type MeasureRequest, type MeasureSettings, measure } from "./measure.ts";
import packages from "./package.json" with { type: "json" };
import { formatSubject, formatSweep, type SubjectReport } from "./report.ts";
import { convolutionSweep, countFlops, gemmSweep } from "./workloads/sweeps.ts";
import { workloads } from "./workloads/workloads.ts";

const usage = `npm run bench -- [parts] [flags]
  parts         ${[...Object.keys(workloads), "gemm", "convolution"].join(", ")} (default: all)
  --place WHERE browser or Node (default: both)
  --only NAME   contenders whose name contains it; Downhill always takes part
  --rounds N    windows per contender (default: 5)
  --window MS   length of a window (default: 1000)
  --budget S    longest time of one contender for one part, without its first step (default: 60)
  --json FILE   the results as JSON`;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    place: { type: "string" },
    only: { type: "string" },
    rounds: { type: "string", default: "5" },
    window: { type: "string", default: "1000" },
    budget: { type: "string", default: "60" },
    json: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
});
const parts = [...Object.keys(workloads), "gemm", "convolution"];
const places = ["browser", "Node"] as const;
const problems = [
  ...positionals.filter((part) => !parts.includes(part)).map((part) => `There is no part ${part}.`),
  ...[flags.rounds, flags.window, flags.budget]
    .filter((text) => !(Number(text) >= 1))
    .map((text) => `"${text}" is no number from 1.`),
  ...(flags.place === undefined || places.some(isWanted) ? [] : [`There is no place ${flags.place}.`]),
];
if (flags.help || problems.length > 0) {
  console.log([...problems, usage].join("\n"));
  process.exit(flags.help ? 0 : 2);
}

function isWanted(place: Place): boolean {
  return flags.place === undefined || flags.place.toLowerCase() === place.toLowerCase();
}

const sweepTitles: Readonly<Record<string, string>> = {
  gemm: "Matrix products in the shapes of training, rows x sum x columns",
  convolution: "Convolutions and their gradients",
};

interface Part {
  readonly name: string;
  readonly title: string;
  readonly subject: Subject;
  readonly flops: number | null;
}

function listParts(name: string): Part[] {
  const make = workloads[name];
  if (make) return [{ name, title: make().title, subject: { kind: "network", name }, flops: null }];
  const kind = name === "gemm" ? "gemm" : "convolution";
  return (kind === "gemm" ? gemmSweep : convolutionSweep).map((sweep, place) => {
    return { name: kind, title: sweep.name, subject: { kind, place }, flops: countFlops(sweep) };
  });
}

const settings: MeasureSettings = {
  rounds: Number(flags.rounds),
  windowMs: Number(flags.window),
  budgetMs: Number(flags.budget) * 1000,
  firstStepLimitMs: 120_000,
  tracedSteps: 10,
  tolerance: 2e-3,
};
const bench = import.meta.dirname;
const wasmFolder = join(bench, "node_modules", "@tensorflow", "tfjs-backend-wasm", "dist");
const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const folder = await mkdtemp(join(tmpdir(), "downhill-bench-"));
const reports: SubjectReport[] = [];
const peers = `TensorFlow.js ${packages.dependencies["@tensorflow/tfjs-core"]}, jax-js ${packages.dependencies["@jax-js/jax"]}`;
const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${process.platform}`;

async function runPlace(place: Place): Promise<void> {
  const bundleFolder = join(folder, place);
  await bundleEngines(bench, place === "browser" ? "browser" : "node", bundleFolder);
  const server = place === "browser" ? await openFileServer({ bundles: bundleFolder, wasm: wasmFolder }) : undefined;
  const browser = server
    ? await openBrowserHosts({ address: server.address, executablePath, arguments: browserFlags() })
    : undefined;
  const software = browser?.version ?? `Node ${process.version} with Dawn`;
  const preload = join(bench, "hosts", "dawn.mjs");
  const openHost: MeasureRequest["openHost"] = ({ engine }) =>
    browser ? browser.open(engine) : openNodeHost(engine, { bundleFolder, wasmFolder, preload });
  const entries = listEntries(place).filter(
    ({ name, engine }) => engine === "downhill" || flags.only === undefined || name.includes(flags.only),
  );
  let isIntroduced = false;
  const measurePart = async (part: Part): Promise<SubjectReport> => {
    const tell = (line: string) => console.error(`  ${part.title}: ${line}`);
    const results = await measure({ subject: part.subject, entries, settings, openHost, tell });
    if (!isIntroduced) console.log(`${machine}; ${software}; ${results[0]?.label || "no adapter"}; ${peers}\n`);
    isIntroduced = true;
    const report = { ...part, place: software, results };
    reports.push(report);
    return report;
  };
  try {
    for (const name of positionals.length > 0 ? positionals : parts) {
      const measured: SubjectReport[] = [];
      for (const part of listParts(name)) measured.push(await measurePart(part));
      const lines = name in sweepTitles ? formatSweep(sweepTitles[name]!, measured) : measured.flatMap(formatSubject);
      for (const line of lines) console.log(line);
    }
  } finally {
    await browser?.close();
    server?.close();
  }
}

try {
  for (const place of places.filter(isWanted)) await runPlace(place);
  if (flags.json !== undefined) {
    const content = { machine, peers, date: new Date().toISOString(), settings, reports };
    await writeFile(resolve(process.env.INIT_CWD ?? process.cwd(), flags.json), `${JSON.stringify(content, null, 2)}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
