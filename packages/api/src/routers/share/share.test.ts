import { shareLinks } from "@downhill/db";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadReadableBlob, storeProjectBlob } from "../../blobs/projectBlobs.ts";
import type { ApiContext, SessionUser } from "../../context.ts";
import type { RateLimit } from "../../rateLimiter.ts";
import { type Caller, openTestApi, type TestApi } from "../../testing/openTestApi.ts";
import { createSampleProject, csvVersion, generatedVersion, smallModel, startSampleRun } from "../../testing/samples.ts";

let api: TestApi;
let owner: SessionUser;
let visitor: SessionUser;
let caller: Caller;

beforeAll(async () => {
  api = await openTestApi();
}, 60_000);
afterAll(() => api.close());
beforeEach(async () => {
  await api.database.empty();
  owner = await api.createGuest();
  visitor = await api.createGuest();
  caller = api.callerOf(owner);
});

async function startFromFile() {
  const { projectId } = await caller.project.create({ name: "From a file" });
  const bytes = (async function* () {
    yield new TextEncoder().encode("x,y,spiral\n1,2,0\n");
  })();
  const { hash } = await storeProjectBlob(api.contextOf(owner), { projectId, bytes });
  const dataset = await caller.dataset.create({ projectId, name: "Spirals", ...csvVersion(hash) });
  const datasetVersionId = dataset.version.id;
  const { modelId } = await caller.model.create({ projectId, name: "Model", datasetVersionId, ...smallModel });
  const started = await caller.run.start({ modelId, datasetVersionId, ...smallModel });
  return { hash, ...started };
}

describe("a share link", () => {
  it("is kept as a hash only", async () => {
    const { experimentId } = await startSampleRun(caller, await createSampleProject(caller));
    const { token } = await caller.share.create({ experimentId });
    const [row] = await api.database.executor.select().from(shareLinks);
    expect(token).toHaveLength(43);
    expect(JSON.stringify(row)).not.toContain(token);
  });

  it("shows model, compiler options and runs, and no ids of the owner's project", async () => {
    const project = await createSampleProject(caller);
    const { experimentId, claim } = await startSampleRun(caller, project);
    await caller.run.heartbeat({
      ...{ runId: claim.runId, attempt: claim.attempt, leaseToken: claim.leaseToken },
      runner: { kind: "tab", deviceLabel: "WebGPU · Some GPU", deviceKey: "vendor-and-driver", engineVersion: "1" },
    });
    const { token } = await caller.share.create({ experimentId });
    const view = await api.callerOf(null).share.view({ token });
    expect(view).toMatchObject({
      title: "Experiment 1",
      document: smallModel.document,
      options: smallModel.options,
      dataset: { name: "Two spirals", signature: generatedVersion.signature },
      canBeCopied: true,
      copyIncludesData: false,
      runs: [{ id: claim.runId, state: "queued", runner: { deviceLabel: "WebGPU · Some GPU" } }],
    });
    const text = JSON.stringify(view);
    const secrets = [
      project.projectId,
      project.modelId,
      project.datasetVersionId,
      owner.id,
      claim.leaseToken,
      "vendor-and-driver",
    ];
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  it("of the scope `curves` shows curves alone and cannot be copied", async () => {
    const { experimentId, claim } = await startSampleRun(caller, await createSampleProject(caller));
    const { token, canBeCopied } = await caller.share.create({ experimentId, scope: "curves" });
    expect(canBeCopied).toBe(false);
    const view = await api.callerOf(null).share.view({ token });
    expect(view).toMatchObject({ document: null, options: null, dataset: null, copyIncludesData: false });
    for (const secret of ["Small model", "Two spirals", "dense"]) expect(JSON.stringify(view)).not.toContain(secret);
    expect(await api.callerOf(null).share.series({ token, runId: claim.runId })).toMatchObject({ series: [] });
    await expect(api.callerOf(visitor).share.copy({ token })).rejects.toMatchObject({ cause: { code: "data-not-shared" } });
  });

  it("follows a run without the names of the owner's files", async () => {
    const { hash, experimentId, claim } = await startFromFile();
    const { token } = await caller.share.create({ experimentId });
    const { runId, attempt, leaseToken } = claim;
    await caller.run.appendEvents({
      ...{ runId, attempt, leaseToken },
      events: [
        { sequence: 1, atMs: api.now(), body: { type: "checkpoint", step: 1, blob: hash, sizeBytes: 17, isBest: true } },
        { sequence: 2, atMs: api.now(), body: { type: "state", state: "stopped" } },
      ],
    });
    const told: unknown[] = [];
    for await (const item of await api.callerOf(null).share.subscribe({ token, runId })) told.push(item);
    expect(JSON.stringify(told.at(-1))).toContain("stopped");
    expect(JSON.stringify(told)).not.toContain(hash);
  });

  it("is listed, and closed for good when it is revoked, also for those who follow a run through it", async () => {
    const { experimentId, claim } = await startSampleRun(caller, await createSampleProject(caller));
    const { token, shareId } = await caller.share.create({ experimentId });
    const stream = await api.callerOf(null).share.subscribe({ token, runId: claim.runId });
    const following = (async () => {
      for await (const _ of stream);
    })();
    const refused = expect(following).rejects.toMatchObject({ code: "NOT_FOUND", cause: { code: "share-link-gone" } });
    await caller.share.revoke({ shareId });
    await refused;
    expect(await caller.share.list({ experimentId })).toMatchObject([{ id: shareId, isActive: false, revokedAtMs: api.now() }]);
  });

  it("does not let anyone guess for long", async () => {
    const guesser = api.callerOf(null);
    const outcomes = new Set<string>();
    for (let guess = 0; guess < 70; guess++) {
      await guesser.share.view({ token: `${"A".repeat(40)}${100 + guess}` }).catch((error) => outcomes.add(error.cause.code));
    }
    expect([...outcomes]).toEqual(["share-link-gone", "too-many-requests"]);
    api.advance(61_000);
    await expect(guesser.share.view({ token: "A".repeat(43) })).rejects.toMatchObject({ cause: { code: "share-link-gone" } });
  });
});

describe("limits", () => {
  /** A hundredth of every limit, so that a test reaches it soon. */
  const limitedCaller = (context: ApiContext): Caller => {
    const { limiter } = context;
    const scale = (limit: RateLimit): RateLimit => ({ ...limit, count: Math.ceil(limit.count / 100) });
    return api.callerFrom({
      ...context,
      limiter: {
        check: (key, limit) => limiter.check(key, scale(limit)),
        count: (key, limit) => limiter.count(key, scale(limit)),
        take: (key, limit) => limiter.take(key, scale(limit)),
      },
    });
  };

  it("for all guessers together hold where no address is known, and let those pass who have a link", async () => {
    const { experimentId } = await startSampleRun(caller, await createSampleProject(caller));
    const { token } = await caller.share.create({ experimentId });
    const unknown = limitedCaller({ ...api.contextOf(null), clientAddress: null });
    const outcomes: string[] = [];
    for (let guess = 0; guess < 8; guess++) {
      await unknown.share.view({ token: "no token" }).catch((error) => outcomes.push(error.cause.code));
    }
    expect(outcomes.indexOf("too-many-requests")).toBe(6);
    expect(await unknown.share.view({ token })).toMatchObject({ title: "Experiment 1" });
  });

  it("hold for copies per visitor and for curves per link", async () => {
    const { experimentId, claim } = await startSampleRun(caller, await createSampleProject(caller));
    const [first, second] = [await caller.share.create({ experimentId }), await caller.share.create({ experimentId })];
    const { runId } = claim;
    const visiting = limitedCaller(api.contextOf(visitor));
    const refusal = { code: "TOO_MANY_REQUESTS", cause: { code: "too-many-requests" } };
    await visiting.share.copy({ token: first.token });
    await expect(visiting.share.copy({ token: second.token })).rejects.toMatchObject(refusal);
    for (let read = 0; read < 6; read++) await visiting.share.series({ token: first.token, runId });
    await expect(visiting.share.series({ token: first.token, runId })).rejects.toMatchObject(refusal);
    expect(await visiting.share.series({ token: second.token, runId })).toMatchObject({ series: [] });
    api.advance(61_000);
    await visiting.share.copy({ token: first.token });
  });
});

describe("a copy", () => {
  it("is the visitor's own project and runs", async () => {
    const { experimentId } = await startSampleRun(caller, await createSampleProject(caller));
    const { token } = await caller.share.create({ experimentId });
    const visiting = api.callerOf(visitor);
    const copy = await visiting.share.copy({ token });
    expect(await visiting.project.list()).toMatchObject([{ id: copy.projectId, name: "Experiment 1 (copy)" }]);
    const model = await visiting.model.get({ modelId: copy.modelId });
    expect(model).toMatchObject({ ...smallModel, datasetVersionId: copy.datasetVersionId });
    const started = await visiting.run.start({ ...copy, ...smallModel });
    expect(started.claim.spec.signature).toEqual(generatedVersion.signature);
  });

  it("reads the owner's data file when the link includes it", async () => {
    const { experimentId, hash } = await startFromFile();
    const { token } = await caller.share.create({ experimentId });
    const visiting = api.callerOf(visitor);
    expect(await visiting.share.view({ token })).toMatchObject({ canBeCopied: true, copyIncludesData: true });
    await expect(loadReadableBlob(api.contextOf(visitor), hash)).rejects.toMatchObject({ code: "not-found" });
    await visiting.share.copy({ token });
    expect((await loadReadableBlob(api.contextOf(visitor), hash)).sizeBytes).toBe(17);
  });

  it("is refused when the link does not include the data", async () => {
    const { experimentId, hash } = await startFromFile();
    const { token } = await caller.share.create({ experimentId, includesData: false });
    const visiting = api.callerOf(visitor);
    expect(await visiting.share.view({ token })).toMatchObject({ canBeCopied: false, copyIncludesData: false });
    await expect(visiting.share.copy({ token })).rejects.toMatchObject({ cause: { code: "data-not-shared" } });
    await expect(loadReadableBlob(api.contextOf(visitor), hash)).rejects.toMatchObject({ code: "not-found" });
    expect(await visiting.project.list()).toEqual([]);
  });
});
