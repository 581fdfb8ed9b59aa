/**
 * Measures on the device which tiles suit the contractions of a program. Opt-in: it takes seconds. The result is plain data for
 * `CompileOptions.tiles`; keep it by `DeviceInfo.key`, and with every run that used it, because tiles change the last bits.
 *
 * Each candidate runs many times inside one submit, candidates take turns so that a slow moment hits all of them, and a winner
 * must beat the tile that would be taken anyway once more. What wins by less than a twentieth is left alone.
 */
import { countElements, type Node, type Program, type ValueId } from "@downhill/ir";
import { contractionSpaceOf, countContraction } from "./contraction.ts";
import { type EngineDevice, EngineError, type Executable } from "./device.ts";
import { isContraction } from "./drafts.ts";
import { specDefaultLimits } from "./plan.ts";
import { prepareProgram } from "./prepareProgram.ts";
import { splitLongSums } from "./splitLongSums.ts";
import { nameContraction, type TileChoice, type TileTable } from "./tileTable.ts";

export interface TuneOptions {
  readonly signal?: AbortSignal;
  /** Contractions with less work are left to the heuristic. Default 4 million operations. */
  readonly leastFlops?: number;
  /** Length of one measurement. Default 20 ms. */
  readonly windowMs?: number;
  /** What has been found so far, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

const staged = (tile: number, depth: number, thread: number): TileChoice => ({
  kind: "staged",
  tileRows: tile,
  tileColumns: tile,
  tileDepth: depth,
  threadRows: thread,
  threadColumns: thread,
});
const tiles =
  (sharing: "none" | "quad") =>
  (threadRows: number, threadColumns: number, terms: number): TileChoice => ({
    kind: "tiles",
    sharing,
    threadRows,
    threadColumns,
    terms,
  });
const own = tiles("none");
const quad = tiles("quad");

const hardwareCandidates = [
  staged(64, 16, 4),
  staged(64, 8, 8),
  staged(128, 8, 8),
  staged(32, 16, 2),
  staged(32, 16, 4),
  own(4, 4, 4),
  own(8, 4, 1),
  own(2, 2, 4),
];
const softwareCandidates = [quad(8, 8, 4), quad(8, 4, 4), quad(4, 4, 4), quad(16, 4, 4), own(8, 8, 4), own(4, 4, 4)];

/** Throws EngineError when the device goes, and the signal's reason when it is aborted; both leave nothing behind. */
export async function tuneTiles(device: EngineDevice, program: Program, options: TuneOptions = {}): Promise<TileTable> {
  if (device.info.target !== "webgpu") return {};
  const problems = findProblems(device, program, options.leastFlops ?? 4e6);
  const table: Record<string, TileChoice> = {};
  let done = 0;
  for (const [name, problem] of problems) {
    const winner = await findWinner(device, name, problem, options);
    if (winner !== undefined) table[name] = winner;
    options.onProgress?.(++done / problems.size);
  }
  return table;
}

/** Each different contraction of the program as it will be planned, as a program of its own. */
function findProblems(device: EngineDevice, program: Program, leastFlops: number): Map<string, Program> {
  const planned = prepareProgram(
    splitLongSums(program, {
      limits: device.info.limits ?? specDefaultLimits,
      isSoftware: device.info.isSoftware,
      fusion: true,
      maxStepsPerSubmit: 1,
    }),
  );
  const problems = new Map<string, Program>();
  planned.nodes.forEach((node, value) => {
    if (!isContraction(node)) return;
    const { batches, rows, columns, depth } = countContraction(contractionSpaceOf(planned, value));
    if (2 * batches * rows * columns * depth >= leastFlops) {
      problems.set(nameContraction(planned, value), isolate(planned, node));
    }
  });
  return problems;
}

function isolate(program: Program, node: Node): Program {
  const [left, right] = node.inputs.map((input) => program.nodes[input]!.type);
  const data = { left: left!, right: right! };
  const leaf = (name: "left" | "right"): Node => ({ operation: { op: "data", name }, inputs: [], type: data[name] });
  const core: ValueId = 2;
  return {
    nodes: [leaf("left"), leaf("right"), { operation: node.operation, inputs: [0, 1], type: node.type }],
    states: {},
    data,
    inputs: {},
    scalars: {},
    updates: [],
    series: [],
    outputs: [{ name: "result", value: core }],
  };
}

interface Candidate {
  readonly choice: TileChoice | undefined;
  readonly executable: Executable;
  bestMs: number;
}

async function findWinner(
  device: EngineDevice,
  name: string,
  problem: Program,
  { signal, windowMs = 20 }: TuneOptions,
): Promise<TileChoice | undefined> {
  const data = Object.fromEntries(
    Object.entries(problem.data).map(([key, type]) => [
      key,
      device.createTensor(
        type,
        Float32Array.from({ length: countElements(type.shape) }, (_, i) => ((i * 37) % 11) / 8 - 0.6),
      ),
    ]),
  );
  const candidates: Candidate[] = [];
  try {
    const shapes = new Set<string>();
    for (const choice of [undefined, ...(device.info.isSoftware ? softwareCandidates : hardwareCandidates)]) {
      signal?.throwIfAborted();
      const tiles = choice === undefined ? {} : { [name]: choice };
      const executable = await compileQuietly(device, problem, data, tiles);
      if (executable === undefined) continue;
      const shape = JSON.stringify(executable.plan.kernels.map(({ parts }) => parts.map(({ schedule }) => schedule)));
      if (shapes.has(shape)) executable.dispose();
      else {
        shapes.add(shape);
        candidates.push({ choice, executable, bestMs: Number.POSITIVE_INFINITY });
      }
    }
    const usual = candidates[0];
    if (usual === undefined || candidates.length < 2) return undefined;
    const once = await measure(usual.executable, 1);
    const repeats = Math.max(1, Math.min(64, Math.round(windowMs / Math.max(once, 0.05))));
    const race = async (runners: readonly Candidate[], rounds: number): Promise<void> => {
      for (const runner of runners) runner.bestMs = Number.POSITIVE_INFINITY;
      for (let round = 0; round < rounds; round++) {
        for (const runner of runners) {
          signal?.throwIfAborted();
          runner.bestMs = Math.min(runner.bestMs, await measure(runner.executable, repeats));
        }
      }
    };
    await race(candidates, 3);
    const winner = candidates.reduce((best, candidate) => (candidate.bestMs < best.bestMs ? candidate : best));
    if (winner === usual) return undefined;
    await race([usual, winner], 3);
    return winner.bestMs < 0.95 * usual.bestMs ? winner.choice : undefined;
  } finally {
    for (const { executable } of candidates) executable.dispose();
    for (const tensor of Object.values(data)) tensor.dispose();
  }
}

/** A candidate that this device does not take is no candidate. */
async function compileQuietly(
  device: EngineDevice,
  problem: Program,
  data: Parameters<EngineDevice["compile"]>[1]["data"],
  tiles: TileTable,
): Promise<Executable | undefined> {
  try {
    return await device.compile(problem, { states: {}, data }, { tiles });
  } catch (error) {
    if (error instanceof EngineError && (error.code === "shader-failed" || error.code === "limit-exceeded")) return undefined;
    throw error;
  }
}

/** Milliseconds per repetition; all repetitions are one submit. */
async function measure(executable: Executable, repeats: number): Promise<number> {
  const start = performance.now();
  await executable.submit({ steps: repeats, values: {} }).done;
  return (performance.now() - start) / repeats;
}
