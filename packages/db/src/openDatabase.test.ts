import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "./openDatabase.ts";
import { metricChunks, projects, runs, users } from "./schema.ts";
import { isUniqueViolation } from "./sqlErrors.ts";
import { migrationsFolder, openTestDatabase, type TestDatabase } from "./testing/openTestDatabase.ts";

describe("database", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  }, 60_000);
  afterAll(() => database.close());
  afterEach(() => database.empty());

  it("has every table after migrating from nothing", async () => {
    const tables = [users, projects, runs, metricChunks];
    for (const table of tables) expect(await database.executor.select().from(table)).toEqual([]);
  });

  it("keeps NaN and infinities in series", async () => {
    const runId = await insertRun(database);
    const values = [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-300];
    await database.executor
      .insert(metricChunks)
      .values({ runId, series: "training/loss", attempt: 1, firstStep: 1, lastStep: 5, steps: [1, 2, 3, 4, 5], values });
    const [chunk] = await database.executor.select().from(metricChunks).where(eq(metricChunks.runId, runId));
    expect(chunk?.values).toEqual(values);
    expect(chunk?.steps).toEqual([1, 2, 3, 4, 5]);
  });

  it("recognises a unique violation", async () => {
    await database.executor.insert(users).values({ id: "u", name: "Guest", email: "u@example.test" });
    const again = database.executor.insert(users).values({ id: "u", name: "Guest", email: "v@example.test" });
    await expect(again.then(() => false, isUniqueViolation)).resolves.toBe(true);
  });

  it("wakes listeners after the transaction has committed", async () => {
    const received: string[] = [];
    const stop = await database.wakeUps.listen("test_channel", (payload) => received.push(payload));
    await database.executor.transaction(async (transaction) => {
      await transaction.execute(sql`select pg_notify('test_channel', 'hello')`);
    });
    await expect.poll(() => received).toEqual(["hello"]);
    await stop();
    await database.executor.execute(sql`select pg_notify('test_channel', 'again')`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(received).toEqual(["hello"]);
  });

  it("refuses during the production build", async () => {
    process.env.NEXT_PHASE = "phase-production-build";
    try {
      await expect(openDatabase({ migrationsFolder })).rejects.toMatchObject({ code: "database-unavailable" });
    } finally {
      delete process.env.NEXT_PHASE;
    }
  });
});

describe("directory of the embedded database", () => {
  const folder = mkdtempSync(join(tmpdir(), "downhill-database-"));
  const directory = join(folder, "database");
  let owner: ChildProcess | undefined;
  afterAll(() => {
    owner?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  it("belongs to one living process, passes on from a dead one, and keeps what was written", async () => {
    const script = fileURLToPath(new URL("./testing/ownDatabase.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", script, directory], { stdio: ["ignore", "pipe", "inherit"] });
    owner = child;
    const [line] = await once(child.stdout, "data");
    expect(String(line)).toContain("ready");

    await expect(openDatabase({ directory, migrationsFolder })).rejects.toMatchObject({
      code: "database-locked",
      details: { processId: child.pid },
    });

    child.kill("SIGKILL");
    await once(child, "exit");
    expect(existsSync(`${directory}.lock`)).toBe(true);
    const database = await openDatabase({ directory, migrationsFolder });
    expect(JSON.parse(readFileSync(`${directory}.lock`, "utf8"))).toMatchObject({ processId: process.pid });
    expect(await database.executor.select({ name: users.name }).from(users)).toEqual([{ name: "Written by the other process" }]);

    await expect(openDatabase({ directory, migrationsFolder })).rejects.toMatchObject({ code: "database-locked" });
    await database.close();
    expect(existsSync(`${directory}.lock`)).toBe(false);
  }, 120_000);
});

async function insertRun(database: TestDatabase): Promise<string> {
  const { executor } = database;
  await executor.execute(sql`
    insert into users (id, name, email) values ('u', 'Guest', 'u@example.test');
  `);
  await executor.execute(sql`insert into projects (id, owner_id, name) values ('p', 'u', 'P')`);
  await executor.execute(sql`insert into datasets (id, project_id, name) values ('d', 'p', 'D')`);
  await executor.execute(sql`
    insert into dataset_versions (id, dataset_id, number, hash, definition, signature, summary) values ('v', 'd', 1, 'h', '{}', '{}', '{}')
  `);
  await executor.execute(sql`
    insert into experiments (id, project_id, number, name, model_name, dataset_version_id, spec) values ('e', 'p', 1, 'E', 'M', 'v', '{}')
  `);
  await executor.insert(runs).values({ id: "r", experimentId: "e" });
  return "r";
}
