import { type LiveEvent, leaseDurationMs, type RunClaim, type RunEvent, type RunEventBody } from "@downhill/protocol";
import { isTrackedEnvelope } from "@trpc/server";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { storeProjectBlob } from "../../blobs/projectBlobs.ts";
import type { SessionUser } from "../../context.ts";
import { type Caller, openTestApi, type TestApi } from "../../testing/openTestApi.ts";
import { createSampleProject, csvVersion, type SampleProject, smallModel, startSampleRun } from "../../testing/samples.ts";

let api: TestApi;
let owner: SessionUser;
let caller: Caller;
let project: SampleProject;

beforeAll(async () => {
  api = await openTestApi();
}, 60_000);
afterAll(() => api.close());
beforeEach(async () => {
  await api.database.empty();
  owner = await api.createGuest();
  caller = api.callerOf(owner);
  project = await createSampleProject(caller);
});

const loss = (steps: number[], values: (number | null)[] = steps.map((step) => 1 / step)): RunEventBody => ({
  type: "points",
  points: [{ series: "training/loss", steps, values }],
});

function numbered(bodies: RunEventBody[], firstSequence = 1): RunEvent[] {
  return bodies.map((body, index) => ({ sequence: firstSequence + index, atMs: api.now(), body }));
}

const leaseOf = ({ runId, attempt, leaseToken }: RunClaim) => ({ runId, attempt, leaseToken });

async function uploadCheckpoint(content: string): Promise<string> {
  const { projectId } = project;
  return (await storeProjectBlob(api.contextOf(owner), { projectId, bytes: bytesOf(content) })).hash;
}

async function* bytesOf(content: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(content);
}

const checkpoint = (step: number, blob: string, isBest = false): RunEventBody => ({
  type: "checkpoint",
  step,
  blob,
  sizeBytes: 10,
  isBest,
});

describe("starting", () => {
  it("freezes an experiment, numbers it within the project, and claims its run", async () => {
    const first = await startSampleRun(caller, project);
    const second = await startSampleRun(caller, project);
    expect([first.number, second.number]).toEqual([1, 2]);
    expect(first.claim).toMatchObject({ attempt: 1, resumeFrom: null, leaseExpiresAtMs: api.now() + leaseDurationMs });
    expect(first.claim.spec.document).toEqual(smallModel.document);
    const experiment = await caller.experiment.get({ experimentId: first.experimentId });
    expect(experiment).toMatchObject({ name: "Experiment 1", modelName: "Small model", datasetName: "Two spirals" });
    expect(experiment.runs).toMatchObject([{ state: "queued", isInterrupted: false, attempt: 1 }]);
  });

  it("does not give a number again", async () => {
    const first = await startSampleRun(caller, project);
    await caller.experiment.remove({ experimentId: first.experimentId });
    expect((await startSampleRun(caller, project)).number).toBe(2);
  });

  it("is barred by the errors of the model, and says the first", async () => {
    const document = { ...smallModel.document, connections: [] };
    const { modelId, datasetVersionId } = project;
    const started = caller.run.start({ modelId, datasetVersionId, ...smallModel, document });
    await expect(started).rejects.toMatchObject({ code: "UNPROCESSABLE_CONTENT", cause: { code: "model-has-errors" } });
    expect(await caller.experiment.list({ projectId: project.projectId })).toEqual([]);
  });
});

describe("recording", () => {
  it("keeps states, progress and points, NaN and infinities included", async () => {
    const { claim } = await startSampleRun(caller, project);
    const events = numbered([
      { type: "state", state: "compiling" },
      { type: "state", state: "running" },
      loss([1, 2, 3], [0.5, null, 0.25]),
      { type: "points", points: [{ series: "training/loss", steps: [4], values: ["Infinity"] }] },
      { type: "nonFinite", series: "training/loss", step: 2, value: null },
      { type: "progress", progress: { step: 4, totalSteps: 8, epoch: 0.5, samplesPerSecond: 100, secondsLeft: 2 } },
      { type: "state", state: "finished" },
    ]);
    await caller.run.appendEvents({ ...leaseOf(claim), events });
    expect(await caller.run.get({ runId: claim.runId })).toMatchObject({
      state: "finished",
      progress: { step: 4 },
      firstNonFinite: { series: "training/loss", step: 2 },
      metrics: [{ series: "training/loss", step: 4, last: "Infinity", min: 0.25, max: 0.5 }],
      startedAtMs: api.now(),
      endedAtMs: api.now(),
      isInterrupted: false,
    });
    const { series } = await caller.run.series({ runId: claim.runId });
    expect(series).toMatchObject([{ series: "training/loss", steps: [1, 2, 3, 4], values: [0.5, null, 0.25, "Infinity"] }]);
  });

  it("changes nothing when events arrive twice, whole or in part", async () => {
    const { claim } = await startSampleRun(caller, project);
    const events = numbered([{ type: "state", state: "running" }, loss([1]), loss([2]), loss([3])]);
    const first = await caller.run.appendEvents({ ...leaseOf(claim), events: events.slice(0, 3) });
    expect(first.lastSequence).toBe(3);
    for (const repeated of [events.slice(0, 3), events.slice(1), events]) {
      await caller.run.appendEvents({ ...leaseOf(claim), events: repeated });
    }
    const { series } = await caller.run.series({ runId: claim.runId });
    expect(series).toMatchObject([{ steps: [1, 2, 3], pointCount: 3 }]);
    const followed = await collect(claim.runId, 5);
    expect(followed.map((event) => event.body.type)).toEqual(["attempt", "state", "points", "points", "points"]);
  });

  it("refuses a gap and keeps nothing of the batch", async () => {
    const { claim } = await startSampleRun(caller, project);
    const append = caller.run.appendEvents({ ...leaseOf(claim), events: numbered([loss([1])], 2) });
    await expect(append).rejects.toMatchObject({ cause: { code: "event-gap", details: { expected: 1, received: 2 } } });
    const half = caller.run.appendEvents({ ...leaseOf(claim), events: [...numbered([loss([1])]), ...numbered([loss([2])], 5)] });
    await expect(half).rejects.toMatchObject({ cause: { code: "event-gap" } });
    expect((await caller.run.series({ runId: claim.runId })).series).toEqual([]);
  });

  it("refuses points whose steps do not grow, and events after the end", async () => {
    const { claim } = await startSampleRun(caller, project);
    const lease = leaseOf(claim);
    await expect(caller.run.appendEvents({ ...lease, events: numbered([loss([2, 1])]) })).rejects.toMatchObject({
      cause: { code: "invalid-input" },
    });
    await caller.run.appendEvents({
      ...lease,
      events: numbered([{ type: "state", state: "stopped", message: "Stopped by hand." }]),
    });
    await expect(caller.run.appendEvents({ ...lease, events: numbered([loss([9])], 2) })).rejects.toMatchObject({
      cause: { code: "run-ended", details: { state: "stopped" } },
    });
    await expect(caller.run.claim({ runId: claim.runId })).rejects.toMatchObject({ cause: { code: "run-ended" } });
  });

  it("gives a window of a long series, thinned, and all of it on zoom", async () => {
    const { claim } = await startSampleRun(caller, project);
    const steps = Array.from({ length: 5000 }, (_, index) => index + 1);
    const values = steps.map((step) => (step === 3210 ? 99 : step === 77 ? null : Math.cos(step)));
    let sequence = 1;
    for (let start = 0; start < steps.length; start += 700) {
      const events = numbered([loss(steps.slice(start, start + 700), values.slice(start, start + 700))], sequence++);
      await caller.run.appendEvents({ ...leaseOf(claim), events });
    }
    const whole = (await caller.run.series({ runId: claim.runId, maxBuckets: 100 })).series[0];
    expect(whole).toMatchObject({ pointCount: 5000, isThinned: true });
    expect(whole?.steps.length).toBeLessThan(450);
    expect(whole?.values).toContain(99);
    expect(whole?.steps).toContain(77);
    const zoomed = (await caller.run.series({ runId: claim.runId, maxBuckets: 100, fromStep: 3200, toStep: 3220 })).series[0];
    expect(zoomed).toMatchObject({ steps: steps.slice(3199, 3220), isThinned: false });
    expect(zoomed?.values).toEqual(values.slice(3199, 3220));
  });

  it("refuses what it cannot keep with a reason, so that no runner tries it again", async () => {
    const { claim } = await startSampleRun(caller, project);
    const far = numbered([loss([1])]).map((event) => ({ ...event, atMs: 9e15 }));
    const many = numbered(
      [0, 600].map((from) => ({
        type: "points",
        points: Array.from({ length: 600 }, (_, index) => ({ series: `${from + index}`, steps: [1], values: [1] })),
      })),
    );
    for (const events of [far, numbered([loss([2 ** 31])]), numbered([checkpoint(5, "no hash")]), many]) {
      const append = caller.run.appendEvents({ ...leaseOf(claim), events });
      await expect(append).rejects.toMatchObject({ code: "BAD_REQUEST", cause: { code: "invalid-input" } });
    }
    expect((await caller.run.series({ runId: claim.runId })).series).toEqual([]);
  });

  it("takes a checkpoint only with a file that the project holds", async () => {
    const { claim } = await startSampleRun(caller, project);
    const unknown = caller.run.appendEvents({ ...leaseOf(claim), events: numbered([checkpoint(5, "a".repeat(64))]) });
    await expect(unknown).rejects.toMatchObject({ cause: { code: "blob-missing" } });
    const [first, second] = [await uploadCheckpoint("first"), await uploadCheckpoint("second")];
    const events = numbered([checkpoint(5, first, true), checkpoint(9, second)]);
    await caller.run.appendEvents({ ...leaseOf(claim), events });
    expect(await caller.run.get({ runId: claim.runId })).toMatchObject({
      latestCheckpoint: { step: 9, blob: second },
      bestCheckpoint: { step: 5, blob: first },
    });
  });
});

describe("files of checkpoints", () => {
  it("are let go of when newer ones replaced them, but not the best, nor what a dataset reads", async () => {
    const { claim } = await startSampleRun(caller, project);
    const contents = ["1", "2", "3", "4", "5", "6"];
    const files = await Promise.all(contents.map(uploadCheckpoint));
    const [best = "", data = ""] = files;
    await caller.dataset.create({ projectId: project.projectId, name: "Same bytes", ...csvVersion(data) });
    const events = numbered(files.map((blob, index) => checkpoint(index + 1, blob, blob === best)));
    for (const event of events) await caller.run.appendEvents({ ...leaseOf(claim), events: [event] });
    const { blobs } = api.contextOf(owner);
    const kept = await Promise.all(files.map((hash) => blobs.has(hash)));
    expect(kept).toEqual([true, true, false, true, true, true]);
    await caller.run.remove({ runId: claim.runId });
    expect(await Promise.all(files.map((hash) => blobs.has(hash)))).toEqual([false, true, false, false, false, false]);
    await caller.project.remove({ projectId: project.projectId });
    expect(await blobs.has(data)).toBe(false);
  });

  it("stay while another project holds the same bytes", async () => {
    const { claim } = await startSampleRun(caller, project);
    const blob = await uploadCheckpoint("shared bytes");
    await caller.run.appendEvents({ ...leaseOf(claim), events: numbered([checkpoint(1, blob)]) });
    const second = await createSampleProject(caller);
    await storeProjectBlob(api.contextOf(owner), { projectId: second.projectId, bytes: bytesOf("shared bytes") });
    await caller.project.remove({ projectId: project.projectId });
    expect(await api.contextOf(owner).blobs.has(blob)).toBe(true);
  });
});

describe("leases", () => {
  it("are kept by heartbeats and lost without", async () => {
    const { claim } = await startSampleRun(caller, project);
    api.advance(leaseDurationMs - 1000);
    await caller.run.heartbeat({ ...leaseOf(claim) });
    api.advance(leaseDurationMs - 1000);
    expect((await caller.run.get({ runId: claim.runId })).isInterrupted).toBe(false);
    await expect(caller.run.claim({ runId: claim.runId })).rejects.toMatchObject({
      code: "CONFLICT",
      cause: { code: "lease-held" },
    });
    api.advance(2000);
    expect((await caller.run.get({ runId: claim.runId })).isInterrupted).toBe(true);
    // No one else came: the same attempt may go on.
    await caller.run.heartbeat({ ...leaseOf(claim) });
    expect((await caller.run.get({ runId: claim.runId })).isInterrupted).toBe(false);
  });

  it("pass on to a new attempt, which takes back what came after its checkpoint; the old one is refused", async () => {
    const { claim } = await startSampleRun(caller, project);
    const blob = await uploadCheckpoint("at step 2");
    await caller.run.appendEvents({
      ...leaseOf(claim),
      events: numbered([
        { type: "state", state: "running" },
        loss([1, 2]),
        checkpoint(2, blob),
        loss([3, 4], [0.3, null]),
        { type: "nonFinite", series: "training/loss", step: 4, value: null },
      ]),
    });
    api.advance(leaseDurationMs + 1);
    const resumed = await caller.run.claim({ runId: claim.runId });
    expect(resumed).toMatchObject({ attempt: 2, resumeFrom: { step: 2, blob }, spec: { options: smallModel.options } });

    const late = numbered([loss([5])], 6);
    const refusal = { code: "CONFLICT", cause: { code: "attempt-superseded" } };
    await expect(caller.run.appendEvents({ ...leaseOf(claim), events: late })).rejects.toMatchObject(refusal);
    await expect(caller.run.heartbeat(leaseOf(claim))).rejects.toMatchObject(refusal);

    expect(await caller.run.get({ runId: claim.runId })).toMatchObject({
      attempt: 2,
      firstNonFinite: null,
      metrics: [{ step: 2, last: 0.5, min: 0.5, max: 1 }],
    });
    await caller.run.appendEvents({
      ...leaseOf(resumed),
      events: numbered([{ type: "state", state: "running" }, loss([3, 4], [0.7, 0.6])]),
    });
    const { series } = await caller.run.series({ runId: claim.runId });
    expect(series).toMatchObject([{ steps: [1, 2, 3, 4], values: [1, 0.5, 0.7, 0.6] }]);
  });

  it("start over when there is no checkpoint", async () => {
    const { claim } = await startSampleRun(caller, project);
    await caller.run.appendEvents({ ...leaseOf(claim), events: numbered([loss([1, 2])]) });
    const again = await caller.run.claim({ runId: claim.runId, takeOver: true });
    expect(again.resumeFrom).toBeNull();
    expect((await caller.run.series({ runId: claim.runId })).series).toEqual([]);
  });

  it("are given back by a tab that closes, and taken up again by one that did not", async () => {
    const { claim } = await startSampleRun(caller, project);
    await caller.run.release(leaseOf(claim));
    expect((await caller.run.get({ runId: claim.runId })).isInterrupted).toBe(true);
    await caller.run.heartbeat(leaseOf(claim));
    expect((await caller.run.get({ runId: claim.runId })).isInterrupted).toBe(false);
    await caller.run.release(leaseOf(claim));
    expect((await caller.run.claim({ runId: claim.runId })).attempt).toBe(2);
  });

  it("stay given back when the last events arrive after the goodbye", async () => {
    const { claim } = await startSampleRun(caller, project);
    const { runId } = claim;
    const events = numbered([loss([1])]);
    await caller.run.release(leaseOf(claim));
    await caller.run.appendEvents({ ...leaseOf(claim), events });
    await caller.run.appendEvents({ ...leaseOf(claim), events });
    expect(await caller.run.get({ runId })).toMatchObject({ isInterrupted: true, metrics: [{ step: 1 }] });
    expect((await caller.run.claim({ runId })).attempt).toBe(2);
    expect((await caller.run.get({ runId })).isInterrupted).toBe(false);
  });

  it("cannot be guessed", async () => {
    const { claim } = await startSampleRun(caller, project);
    const guess = { ...leaseOf(claim), leaseToken: "x".repeat(43) };
    await expect(caller.run.heartbeat(guess)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(caller.run.heartbeat({ ...leaseOf(claim), attempt: 2 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("following", () => {
  it("brings history, then what happens, and ends with the run", async () => {
    const { claim } = await startSampleRun(caller, project);
    await caller.run.appendEvents({ ...leaseOf(claim), events: numbered([{ type: "state", state: "running" }]) });
    const following = collect(claim.runId, 100);
    await caller.run.appendEvents({ ...leaseOf(claim), events: numbered([loss([1])], 2) });
    await caller.run.appendEvents({ ...leaseOf(claim), events: numbered([{ type: "state", state: "finished" }], 3) });
    const types = (await following).map(({ body }) => body.type);
    expect(types).toEqual(["attempt", "state", "points", "state"]);
  });

  it("goes on exactly after the points that were read", async () => {
    const { claim } = await startSampleRun(caller, project);
    await caller.run.appendEvents({ ...leaseOf(claim), events: numbered([loss([1])]) });
    const { lastEventId } = await caller.run.series({ runId: claim.runId });
    await caller.run.appendEvents({ ...leaseOf(claim), events: numbered([loss([2]), { type: "state", state: "failed" }], 2) });
    const events = await collect(claim.runId, 100, lastEventId);
    expect(events.map(({ body }) => body)).toEqual([loss([2]), { type: "state", state: "failed" }]);
  });

  it("says when the runner is gone", async () => {
    const { claim } = await startSampleRun(caller, project);
    api.advance(leaseDurationMs + 1);
    const events = await collect(claim.runId, 2);
    expect(events.map((event) => event.isInterrupted)).toEqual([false, true]);
  });

  it("does not wait for the next poll", async () => {
    const { claim } = await startSampleRun(caller, project);
    // The time of the next poll never comes: only the wake-up can bring the event.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const following = collect(claim.runId, 2);
      while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve));
      await caller.run.appendEvents({ ...leaseOf(claim), events: numbered([loss([1])]) });
      expect((await following).map(({ body }) => body.type)).toEqual(["attempt", "points"]);
    } finally {
      vi.useRealTimers();
    }
  });

  // Last: the server of this file has stopped afterwards.
  it("ends with a reason to come back when the server is being stopped", async () => {
    const { claim } = await startSampleRun(caller, project);
    const following = expect(collect(claim.runId, 100)).rejects.toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      cause: { code: "server-stopping" },
    });
    api.stop();
    await following;
  });
});

/** The first events of a subscription; leaves it then. */
async function collect(runId: string, count: number, lastEventId?: string): Promise<LiveEvent[]> {
  const events: LiveEvent[] = [];
  const stream = await caller.run.subscribe({ runId, ...(lastEventId === undefined ? {} : { lastEventId }) });
  for await (const item of stream) {
    // Called without HTTP, a subscription gives envelopes; its type is what a browser gets.
    events.push(isTrackedEnvelope<LiveEvent>(item) ? item[1] : item.data);
    if (events.length === count) break;
  }
  return events;
}
