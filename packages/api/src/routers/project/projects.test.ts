import { datasetVersions, experiments, models } from "@downhill/db";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { storeProjectBlob } from "../../blobs/projectBlobs.ts";
import type { SessionUser } from "../../context.ts";
import { type Caller, openTestApi, type TestApi } from "../../testing/openTestApi.ts";
import { createSampleProject, csvVersion, generatedVersion, smallModel, startSampleRun } from "../../testing/samples.ts";

let api: TestApi;
let owner: SessionUser;
let caller: Caller;

beforeAll(async () => {
  api = await openTestApi();
}, 60_000);
afterAll(() => api.close());
beforeEach(async () => {
  await api.database.empty();
  owner = await api.createGuest();
  caller = api.callerOf(owner);
});

describe("projects", () => {
  it("are made with a dataset and a model in one step, listed, renamed, removed", async () => {
    const { projectId, modelId, datasetVersionId } = await createSampleProject(caller);
    expect(await caller.model.get({ modelId })).toMatchObject({ projectId, datasetVersionId, revision: 1 });
    await caller.project.rename({ projectId, name: "  Renamed " });
    expect(await caller.project.list()).toMatchObject([
      { id: projectId, name: "Renamed", datasetCount: 1, modelCount: 1, experimentCount: 0 },
    ]);
    await caller.project.remove({ projectId });
    expect(await caller.project.list()).toEqual([]);
  });

  it("are not left half made", async () => {
    const dataset = { name: "Broken", ...csvVersion("a".repeat(64)) };
    await expect(caller.project.create({ name: "Half", dataset })).rejects.toMatchObject({ cause: { code: "blob-missing" } });
    expect(await caller.project.list()).toEqual([]);
  });

  it("are removed with their experiments and share links", async () => {
    const project = await createSampleProject(caller);
    const { experimentId } = await startSampleRun(caller, project);
    const { token } = await caller.share.create({ experimentId });
    await caller.project.remove({ projectId: project.projectId });
    await expect(caller.share.view({ token })).rejects.toMatchObject({ cause: { code: "share-link-gone" } });
  });

  it("need a name, and the answer says so", async () => {
    await expect(caller.project.create({ name: "  " })).rejects.toMatchObject({
      cause: { code: "invalid-input", message: expect.stringContaining("at least one letter") },
    });
  });
});

describe("datasets", () => {
  it("get a new version per definition, and the same one for the same", async () => {
    const { projectId, datasetId, datasetVersionId } = await createSampleProject(caller);
    const again = await caller.dataset.saveVersion({ datasetId, ...generatedVersion });
    expect(again).toMatchObject({ id: datasetVersionId, number: 1 });
    const reseeded = { ...generatedVersion.definition, subsets: { ...generatedVersion.definition.subsets, seed: 2 } };
    const next = await caller.dataset.saveVersion({ datasetId, ...generatedVersion, definition: reseeded });
    expect(next.number).toBe(2);
    expect(next.hash).not.toBe(again.hash);
    const dataset = await caller.dataset.get({ datasetId });
    expect(dataset.versions.map(({ number }) => number)).toEqual([2, 1]);
    expect(dataset.newest).toMatchObject({ definition: reseeded, summary: generatedVersion.summary });
    expect(await caller.dataset.list({ projectId })).toMatchObject([{ id: datasetId, newest: { number: 2 } }]);
    expect(await caller.dataset.getVersion({ datasetVersionId })).toMatchObject({ number: 1, datasetName: "Two spirals" });
  });

  it("read files of their own project only", async () => {
    const { projectId } = await caller.project.create({ name: "Files" });
    const { projectId: elsewhere } = await caller.project.create({ name: "Elsewhere" });
    const bytes = (async function* () {
      yield new TextEncoder().encode("x,y\n");
    })();
    const { hash } = await storeProjectBlob(api.contextOf(owner), { projectId, bytes });
    await caller.dataset.create({ projectId, name: "Here", ...csvVersion(hash) });
    const there = caller.dataset.create({ projectId: elsewhere, name: "There", ...csvVersion(hash) });
    await expect(there).rejects.toMatchObject({ cause: { code: "blob-missing", details: { hash } } });
  });

  it("keep any text of a user's table, also what databases dislike", async () => {
    const { projectId } = await caller.project.create({ name: "Odd" });
    const classes = ["nul \u0000 inside", "half a pair \ud800", "naïve 🙂"];
    const summary = { columns: [{ name: "odd", counts: classes }] };
    const { version } = await caller.dataset.create({ projectId, name: "Odd", ...generatedVersion, summary });
    expect((await caller.dataset.getVersion({ datasetVersionId: version.id })).summary).toEqual(summary);
  });

  it("are kept while experiments were trained on them", async () => {
    const project = await createSampleProject(caller);
    const { experimentId } = await startSampleRun(caller, project);
    const { datasetId } = project;
    await expect(caller.dataset.remove({ datasetId })).rejects.toMatchObject({ cause: { code: "dataset-in-use" } });
    await caller.experiment.remove({ experimentId });
    await caller.dataset.remove({ datasetId });
    expect((await caller.model.get({ modelId: project.modelId })).datasetVersionId).toBeNull();
  });

  it("must offer the features that they define", async () => {
    const { projectId } = await caller.project.create({ name: "Wrong" });
    const signature = { ...generatedVersion.signature, features: generatedVersion.signature.features.slice(0, 1) };
    const wrong = caller.dataset.create({ projectId, name: "Wrong", ...generatedVersion, signature });
    await expect(wrong).rejects.toMatchObject({ cause: { code: "version-invalid" } });
  });
});

describe("models", () => {
  it("are saved from the revision that the saver knows", async () => {
    const { modelId } = await createSampleProject(caller);
    const options = { ...smallModel.options, batchSize: 64 };
    expect(await caller.model.save({ modelId, expectedRevision: 1, ...smallModel, options })).toEqual({ revision: 2 });
    await expect(caller.model.save({ modelId, expectedRevision: 1, ...smallModel })).rejects.toMatchObject({
      code: "CONFLICT",
      cause: { code: "revision-conflict", details: { expectedRevision: 1, currentRevision: 2 } },
    });
    expect(await caller.model.get({ modelId })).toMatchObject({ revision: 2, options: { batchSize: 64 } });
  });

  it("let only one of two savers through", async () => {
    const { modelId } = await createSampleProject(caller);
    const saves = [64, 128].map((batchSize) =>
      caller.model.save({ modelId, expectedRevision: 1, ...smallModel, options: { ...smallModel.options, batchSize } }),
    );
    const outcomes = await Promise.allSettled(saves);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("have compiler options of a sensible size", async () => {
    const { modelId } = await createSampleProject(caller);
    const loss = { kind: "meanSquaredError", parameters: {} };
    const tooMany = [
      { metrics: Array.from({ length: 51 }, () => "accuracy") },
      { losses: Object.fromEntries(Array.from({ length: 2001 }, (_, index) => [`target-${index}`, loss])) },
    ];
    for (const change of tooMany) {
      const options = { ...smallModel.options, ...change };
      const save = caller.model.save({ modelId, expectedRevision: 1, ...smallModel, options });
      await expect(save).rejects.toMatchObject({ code: "BAD_REQUEST", cause: { message: expect.stringContaining("at most") } });
    }
    const options = { ...smallModel.options, optimizer: { kind: "adam", parameters: { note: "x".repeat(1_000_000) } } };
    const refusal = { code: "PAYLOAD_TOO_LARGE", cause: { code: "too-large", details: { limitBytes: 1_000_000 } } };
    await expect(caller.model.save({ modelId, expectedRevision: 1, ...smallModel, options })).rejects.toMatchObject(refusal);
    expect(await caller.model.get({ modelId })).toMatchObject({ revision: 1, options: smallModel.options });
  });

  it("are listed and renamed, and leave their experiments when they are removed", async () => {
    const project = await createSampleProject(caller);
    const { projectId, modelId } = project;
    const { experimentId } = await startSampleRun(caller, project);
    await caller.model.rename({ modelId, name: "Renamed" });
    expect(await caller.model.list({ projectId })).toMatchObject([{ id: modelId, name: "Renamed" }]);
    await caller.model.remove({ modelId });
    const experiment = await caller.experiment.get({ experimentId });
    expect(experiment).toMatchObject({ modelId: null, modelName: "Small model", spec: { document: smallModel.document } });
    await caller.experiment.rename({ experimentId, name: "First try" });
    expect(await caller.experiment.list({ projectId })).toMatchObject([{ name: "First try" }]);
    expect(await caller.run.list({ projectId })).toMatchObject([{ experimentName: "First try", experimentNumber: 1 }]);
  });
});

describe("what an older or a newer version kept", () => {
  const unreadable = { code: "UNPROCESSABLE_CONTENT", cause: { code: "stored-unreadable" } };

  it("is refused with the reason, and hides nothing else of a list", async () => {
    const { executor } = api.database;
    const project = await createSampleProject(caller);
    const { projectId, modelId } = project;
    const [sound, newer, damaged] = [
      await startSampleRun(caller, project),
      await startSampleRun(caller, project),
      await startSampleRun(caller, project),
    ];
    const raw = (value: unknown) => sql`${JSON.stringify(value)}::json`;
    const document = { ...smallModel.document, version: 99 };
    const specOf = async (experimentId: string) => (await caller.experiment.get({ experimentId })).spec;
    const newerSpec = { ...(await specOf(newer.experimentId)), document };
    const damagedSpec = { ...(await specOf(damaged.experimentId)), options: { version: 99 } };
    await executor
      .update(experiments)
      .set({ spec: raw(newerSpec) })
      .where(eq(experiments.id, newer.experimentId));
    await executor
      .update(experiments)
      .set({ spec: raw(damagedSpec) })
      .where(eq(experiments.id, damaged.experimentId));
    await executor
      .update(models)
      .set({ document: raw(document) })
      .where(eq(models.id, modelId));

    expect(await caller.experiment.list({ projectId })).toMatchObject([
      { id: newer.experimentId, targets: [] },
      { id: sound.experimentId, targets: [{ id: "target", name: "Target" }] },
    ]);
    for (const { experimentId } of [newer, damaged]) {
      await expect(caller.experiment.get({ experimentId })).rejects.toMatchObject(unreadable);
    }
    await expect(caller.run.claim({ runId: newer.claim.runId, takeOver: true })).rejects.toMatchObject(unreadable);
    await expect(caller.model.get({ modelId })).rejects.toMatchObject({
      cause: { message: expect.stringContaining("newer Downhill") },
    });
    expect(await caller.model.list({ projectId })).toMatchObject([{ id: modelId }]);
  });

  it("leaves the other datasets in their list", async () => {
    const { projectId, datasetId } = await createSampleProject(caller);
    const odd = await caller.dataset.create({ projectId, name: "Odd", ...generatedVersion });
    await api.database.executor
      .update(datasetVersions)
      .set({ definition: { version: 99 } })
      .where(eq(datasetVersions.datasetId, odd.datasetId));
    expect(await caller.dataset.list({ projectId })).toMatchObject([{ id: datasetId }]);
    await caller.dataset.remove({ datasetId: odd.datasetId });
  });
});
