/** The command line as a user calls it: in a process of its own, with real files. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createOptions, type ModelDocument, ModelDocument as ModelDocumentSchema } from "@downhill/model";
import { decodePointValue, RunEventBody } from "@downhill/protocol";
import { decodeCheckpoint } from "@downhill/trainer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const sharedData = process.env.SHARED_DATA_DIR ?? fileURLToPath(new URL("../../../../../shared/data", import.meta.url));
const timeoutMs = 120_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function downhill(
  words: readonly string[],
  { onLine }: { onLine?: (line: string, kill: () => void) => void } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...words], { cwd: folder, env: { ...process.env, INIT_CWD: folder } });
    let stdout = "";
    let stderr = "";
    let open = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk;
      open += chunk;
      const lines = open.split("\n");
      open = lines.pop() ?? "";
      for (const line of lines) onLine?.(line, () => child.kill("SIGINT"));
    });
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Two clouds that a line separates, and a number that follows from x and y. */
function makeTable(rows: number): string {
  const lines = ["x,y,side,height"];
  let state = 12345;
  const random = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648 - 0.5;
  };
  for (let row = 0; row < rows; row += 1) {
    const [x, y] = [random(), random()];
    lines.push(`${x.toFixed(4)},${y.toFixed(4)},${x + y > 0 ? "up" : "down"},${(3 * x - y).toFixed(4)}`);
  }
  return `${lines.join("\n")}\n`;
}

function parseEvents(stdout: string): RunEventBody[] {
  return stdout
    .trim()
    .split("\n")
    .map((line) => RunEventBody.parse(JSON.parse(line)));
}

function getSeries(events: readonly RunEventBody[], name: string): number[] {
  return events
    .flatMap((event) => (event.type === "points" ? event.points : []))
    .filter(({ series }) => series === name)
    .flatMap(({ values }) => values.map(decodePointValue));
}

describe("downhill train: bad input", () => {
  const brokenModel: ModelDocument = ModelDocumentSchema.parse({
    format: "downhill/model",
    version: 1,
    blocks: [],
    connections: [],
  });
  beforeAll(async () => {
    await writeFile(join(folder, "table.csv"), makeTable(200));
    await writeFile(join(folder, "broken.csv"), 'a,b\n1,2\n3,"4\n');
    await writeFile(join(folder, "not.json"), "{ model:");
    await writeFile(join(folder, "empty-model.json"), JSON.stringify(brokenModel));
    await writeFile(join(folder, "other.json"), JSON.stringify({ hello: 1 }));
    await writeFile(join(folder, "options.json"), JSON.stringify({ ...createOptions(), batchSize: 0 }));
    await writeFile(join(folder, "junk.safetensors"), new Uint8Array(50));
    await writeFile(join(folder, "misspelt.json"), JSON.stringify({ learning_rate: 0.1 }));
    await mkdir(join(folder, "some-folder"));
  });

  test.each([
    ["an unknown command", ["fly"], /no command "fly"/],
    ["an unknown flag", ["train", "--speed", "9"], /--speed.*Known flags: --model/],
    ["no data", ["train"], /--data is missing/],
    ["a missing file", ["train", "--data", "nowhere.csv"], /nowhere\.csv.*does not exist/],
    ["a folder", ["train", "--data", "some-folder"], /some-folder.*must name a file/],
    ["a broken table", ["train", "--data", "broken.csv", "--target", "a"], /broken\.csv, line 3/],
    ["an unknown column", ["train", "--data", "table.csv", "--target", "colour"], /no column "colour".*x, y, side, height/],
    ["a model that is not JSON", ["train", "--data", "table.csv", "--model", "not.json"], /not\.json.*not JSON/],
    ["a model that is another thing", ["train", "--data", "table.csv", "--model", "other.json"], /other\.json \(--model\)/],
    ["a model with errors", ["train", "--data", "table.csv", "--model", "empty-model.json"], /does not check/],
    ["wrong options", ["train", "--data", "table.csv", "--options", "options.json"], /options\.json.*batchSize/],
    ["a misspelt option", ["train", "--data", "table.csv", "--options", "misspelt.json"], /misspelt\.json.*learning_rate/],
    ["a folder that cannot be made", ["train", "--data", "table.csv", "--out", "table.csv/run"], /--out\) cannot be written/],
    ["wrong epochs", ["train", "--data", "table.csv", "--epochs", "2.5"], /--epochs is "2\.5"/],
    ["an unknown device", ["train", "--data", "table.csv", "--device", "abacus"], /--device is "abacus"/],
    [
      "a checkpoint that is none",
      ["train", "--data", "table.csv", "--resume", "junk.safetensors"],
      /junk\.safetensors \(--resume\)/,
    ],
  ])("%s: exit code 2 and one sentence", { timeout: timeoutMs }, async (_what, words, message) => {
    const { code, stdout, stderr } = await downhill(words);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

describe("downhill train", () => {
  beforeAll(() => writeFile(join(folder, "table.csv"), makeTable(400)));

  test("trains a proposed model, writes what it made, and can be given it again", { timeout: timeoutMs }, async () => {
    const out = join(folder, "run");
    const first = await downhill([
      "train",
      "--data",
      "table.csv",
      "--target",
      "side",
      "--epochs",
      "20",
      "--seed",
      "3",
      "--out",
      "run",
      "--json",
      "--device",
      "reference",
    ]);
    expect(first.stderr).toContain("Reference");
    expect(first.code).toBe(0);
    const events = parseEvents(first.stdout);
    expect(events.at(-1)).toEqual({ type: "state", state: "finished" });
    expect(getSeries(events, "validation/accuracy").at(-1)).toBeGreaterThan(0.9);
    const decoded = decodeCheckpoint(await readFile(join(out, "checkpoint.safetensors")));
    expect(decoded.ok && decoded.value.manifest.step).toBe(200);
    expect(existsSync(join(out, "best.safetensors"))).toBe(true);
    const again = await downhill([
      "train",
      "--data",
      "table.csv",
      "--target",
      "side",
      "--model",
      "run/model.json",
      "--seed",
      "3",
      "--out",
      "again",
      "--json",
      "--device",
      "reference",
    ]);
    expect(getSeries(parseEvents(again.stdout), "training/loss")).toEqual(getSeries(events, "training/loss"));
  });

  test("the same seed gives the same run, another seed another one", { timeout: timeoutMs }, async () => {
    const runs = [];
    for (const seed of ["5", "5", "6"]) {
      const { stdout } = await downhill([
        "train",
        "--data",
        "table.csv",
        "--target",
        "height",
        "--epochs",
        "3",
        "--seed",
        seed,
        "--out",
        `seed${seed}`,
        "--json",
        "--device",
        "reference",
      ]);
      runs.push(getSeries(parseEvents(stdout), "training/loss"));
    }
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]).not.toEqual(runs[2]);
  });

  test("prints a line per epoch for people", { timeout: timeoutMs }, async () => {
    const { code, stdout } = await downhill([
      "train",
      "--data",
      "table.csv",
      "--target",
      "side",
      "--epochs",
      "4",
      "--out",
      "lines",
      "--device",
      "reference",
    ]);
    expect(code).toBe(0);
    const epochs = stdout.split("\n").filter((line) => line.startsWith("epoch "));
    expect(epochs).toHaveLength(4);
    expect(epochs[3]).toMatch(/^epoch 4\/4 \| step 40 \| loss [\d.]+, accuracy [\d.]+ \| validation loss/);
    expect(stdout).toContain("finished");
  });

  test("Ctrl-C stops at a step, keeps a checkpoint, and --resume goes on to the same weights", {
    timeout: timeoutMs,
  }, async () => {
    const words = [
      "train",
      "--data",
      "table.csv",
      "--target",
      "side",
      "--epochs",
      "300",
      "--seed",
      "1",
      "--json",
      "--device",
      "reference",
    ];
    const whole = await downhill([...words, "--out", "whole"]);
    expect(whole.code).toBe(0);
    let hasPoints = false;
    const stopped = await downhill([...words, "--model", "whole/model.json", "--out", "halves"], {
      onLine(line, kill) {
        if (!hasPoints && line.includes('"points"')) {
          hasPoints = true;
          kill();
        }
      },
    });
    expect(stopped.code).toBe(130);
    expect(parseEvents(stopped.stdout).at(-1)).toEqual({ type: "state", state: "stopped" });
    const resumed = await downhill([...words, "--out", "resumed", "--resume", "halves/checkpoint.safetensors"]);
    expect(resumed.code).toBe(0);
    expect(await readFile(join(folder, "resumed/checkpoint.safetensors"))).toEqual(
      await readFile(join(folder, "whole/checkpoint.safetensors")),
    );
  });

  test("a run that diverges ends with exit code 1 and says where and what to try", { timeout: timeoutMs }, async () => {
    await downhill([
      "train",
      "--data",
      "table.csv",
      "--target",
      "height",
      "--epochs",
      "1",
      "--out",
      "tame",
      "--device",
      "reference",
    ]);
    const model: unknown = JSON.parse(await readFile(join(folder, "tame/model.json"), "utf8"));
    const linear = JSON.stringify(model).replaceAll('"relu"', '"linear"');
    await writeFile(join(folder, "linear.json"), linear);
    await writeFile(join(folder, "wild.json"), JSON.stringify({ learningRate: 10, optimizer: { kind: "sgd", parameters: {} } }));
    const words = [
      "--options",
      "wild.json",
      "--model",
      "linear.json",
      "--epochs",
      "20",
      "--out",
      "wild",
      "--device",
      "reference",
    ];
    const { code, stderr } = await downhill(["train", "--data", "table.csv", "--target", "height", ...words]);
    expect(stderr).toMatch(/training loss became .* at step \d+, in epoch \d+\..*smaller learning rate \(now 10\)/);
    expect(code).toBe(1);
  });
});

describe.skipIf(!existsSync(join(sharedData, "iris.csv")))(
  "downhill train on real data (skipped without the shared data folder)",
  () => {
    const shared = (name: string) => join(sharedData, name);

    test("iris reaches a validation accuracy of 0.93", { timeout: timeoutMs }, async () => {
      const { code, stdout, stderr } = await downhill([
        "train",
        "--data",
        shared("iris.csv"),
        "--target",
        "species",
        "--epochs",
        "60",
        "--seed",
        "2",
        "--out",
        "iris",
        "--json",
      ]);
      expect(code, stderr).toBe(0);
      expect(getSeries(parseEvents(stdout), "validation/accuracy").at(-1)).toBeGreaterThanOrEqual(0.93);
    });

    test("california housing, with missing cells and a text column, reaches a validation R² of 0.70", {
      timeout: timeoutMs,
    }, async () => {
      const { code, stdout, stderr } = await downhill([
        ...["train", "--data", shared("california-housing.csv"), "--target", "median_house_value"],
        ...["--epochs", "8", "--out", "housing", "--json"],
      ]);
      expect(code, stderr).toBe(0);
      expect(getSeries(parseEvents(stdout), "validation/r2").at(-1)).toBeGreaterThanOrEqual(0.7);
    });

    test("digits from two gzipped IDX files reach 0.95 with a small convolutional network", { timeout: 240_000 }, async () => {
      await writeFile(join(folder, "quick.json"), JSON.stringify({ learningRate: 0.003 }));
      const { code, stdout, stderr } = await downhill([
        ...["train", "--data", shared("mnist-t10k-images-idx3-ubyte.gz"), "--labels", shared("mnist-t10k-labels-idx1-ubyte.gz")],
        ...["--options", "quick.json", "--epochs", "3", "--out", "digits", "--json"],
      ]);
      expect(code, stderr).toBe(0);
      expect(getSeries(parseEvents(stdout), "validation/accuracy").at(-1)).toBeGreaterThanOrEqual(0.95);
    });
  },
);
