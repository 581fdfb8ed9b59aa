/**
 * Who may call what. The table names every procedure of the router with an input that its project's owner may send; every other kind of
 * caller then tries the same. A procedure that is not in the table fails the test, so that none is forgotten.
 */
import { AppError } from "@downhill/protocol";
import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadReadableBlob, storeProjectBlob } from "../blobs/projectBlobs.ts";
import type { SessionUser } from "../context.ts";
import { createAppRouter } from "../router.ts";
import { type Caller, openTestApi, type TestApi } from "../testing/openTestApi.ts";
import { createSampleProject, generatedVersion, type SampleProject, smallModel, startSampleRun } from "../testing/samples.ts";

/** What the calls are about: one project with everything in it. */
interface Subject extends SampleProject {
  readonly experimentId: string;
  readonly runId: string;
  readonly attempt: number;
  readonly leaseToken: string;
  readonly shareId: string;
  readonly token: string;
}

/**
 * - `open`: anyone.
 * - `session`: anyone with a session; it touches only what is the caller's own.
 * - `project`: the project's owner.
 * - `lease`: who holds the lease token, with or without a session.
 * - `share`: who holds the token of an open link, with or without a session.
 * - `share+session`: both.
 */
type Rule = "open" | "session" | "project" | "lease" | "share" | "share+session";

interface Entry {
  readonly rule: Rule;
  readonly call: (caller: Caller, subject: Subject) => Promise<unknown>;
}

/** Removing comes last in each group, since the owner's call really removes. Order matters for nothing else. */
const table: Record<string, Entry> = {
  "session.get": { rule: "open", call: (caller) => caller.session.get() },
  "project.list": { rule: "session", call: (caller) => caller.project.list() },
  "project.create": { rule: "session", call: (caller) => caller.project.create({ name: "Mine" }) },
  "project.get": { rule: "project", call: (caller, { projectId }) => caller.project.get({ projectId }) },
  "project.rename": { rule: "project", call: (caller, { projectId }) => caller.project.rename({ projectId, name: "New" }) },
  "dataset.create": {
    rule: "project",
    call: (caller, { projectId }) => caller.dataset.create({ projectId, name: "More", ...generatedVersion }),
  },
  "dataset.saveVersion": {
    rule: "project",
    call: (caller, { datasetId }) => caller.dataset.saveVersion({ datasetId, ...generatedVersion }),
  },
  "dataset.list": { rule: "project", call: (caller, { projectId }) => caller.dataset.list({ projectId }) },
  "dataset.get": { rule: "project", call: (caller, { datasetId }) => caller.dataset.get({ datasetId }) },
  "dataset.getVersion": {
    rule: "project",
    call: (caller, { datasetVersionId }) => caller.dataset.getVersion({ datasetVersionId }),
  },
  "dataset.rename": { rule: "project", call: (caller, { datasetId }) => caller.dataset.rename({ datasetId, name: "New" }) },
  "model.create": {
    rule: "project",
    call: (caller, { projectId }) => caller.model.create({ projectId, name: "More", datasetVersionId: null, ...smallModel }),
  },
  "model.get": { rule: "project", call: (caller, { modelId }) => caller.model.get({ modelId }) },
  "model.list": { rule: "project", call: (caller, { projectId }) => caller.model.list({ projectId }) },
  "model.rename": { rule: "project", call: (caller, { modelId }) => caller.model.rename({ modelId, name: "New" }) },
  "model.save": {
    rule: "project",
    call: async (caller, { modelId }) => caller.model.save({ modelId, expectedRevision: 1, ...smallModel }),
  },
  "experiment.list": { rule: "project", call: (caller, { projectId }) => caller.experiment.list({ projectId }) },
  "experiment.get": { rule: "project", call: (caller, { experimentId }) => caller.experiment.get({ experimentId }) },
  "experiment.rename": {
    rule: "project",
    call: (caller, { experimentId }) => caller.experiment.rename({ experimentId, name: "New" }),
  },
  "run.start": {
    rule: "project",
    call: (caller, { modelId, datasetVersionId }) => caller.run.start({ modelId, datasetVersionId, ...smallModel }),
  },
  "run.heartbeat": { rule: "lease", call: (caller, subject) => caller.run.heartbeat(leaseOf(subject)) },
  "run.release": { rule: "lease", call: (caller, subject) => caller.run.release(leaseOf(subject)) },
  "run.appendEvents": {
    rule: "lease",
    call: (caller, subject) => caller.run.appendEvents({ ...leaseOf(subject), events: [] }),
  },
  "run.get": { rule: "project", call: (caller, { runId }) => caller.run.get({ runId }) },
  "run.list": { rule: "project", call: (caller, { projectId }) => caller.run.list({ projectId }) },
  "run.series": { rule: "project", call: (caller, { runId }) => caller.run.series({ runId }) },
  "run.subscribe": { rule: "project", call: async (caller, { runId }) => first(await caller.run.subscribe({ runId })) },
  "share.create": { rule: "project", call: (caller, { experimentId }) => caller.share.create({ experimentId }) },
  "share.list": { rule: "project", call: (caller, { experimentId }) => caller.share.list({ experimentId }) },
  "share.view": { rule: "share", call: (caller, { token }) => caller.share.view({ token }) },
  "share.series": { rule: "share", call: (caller, { token, runId }) => caller.share.series({ token, runId }) },
  "share.subscribe": {
    rule: "share",
    call: async (caller, { token, runId }) => first(await caller.share.subscribe({ token, runId })),
  },
  "share.copy": { rule: "share+session", call: (caller, { token }) => caller.share.copy({ token }) },
  "run.claim": { rule: "project", call: (caller, { runId }) => caller.run.claim({ runId, takeOver: true }) },
  "share.revoke": { rule: "project", call: (caller, { shareId }) => caller.share.revoke({ shareId }) },
  "run.remove": { rule: "project", call: (caller, { runId }) => caller.run.remove({ runId }) },
  "experiment.remove": { rule: "project", call: (caller, { experimentId }) => caller.experiment.remove({ experimentId }) },
  "model.remove": { rule: "project", call: (caller, { modelId }) => caller.model.remove({ modelId }) },
  "dataset.remove": { rule: "project", call: (caller, { datasetId }) => caller.dataset.remove({ datasetId }) },
  "project.remove": { rule: "project", call: (caller, { projectId }) => caller.project.remove({ projectId }) },
};

const leaseOf = ({ runId, attempt, leaseToken }: Subject) => ({ runId, attempt, leaseToken });

let api: TestApi;
let owner: SessionUser;
let stranger: SessionUser;
let subject: Subject;
/** The stranger's own project, to mix its keys with the subject's entities. */
let other: Subject;

beforeAll(async () => {
  api = await openTestApi();
  owner = await api.createGuest();
  stranger = await api.createGuest();
  subject = await createSubject(api.callerOf(owner));
  other = await createSubject(api.callerOf(stranger));
}, 60_000);
afterAll(() => api.close());

async function createSubject(caller: Caller): Promise<Subject> {
  const project = await createSampleProject(caller);
  const { experimentId, claim } = await startSampleRun(caller, project);
  const { runId, attempt, leaseToken } = claim;
  const { shareId, token } = await caller.share.create({ experimentId });
  return { ...project, experimentId, runId, attempt, leaseToken, shareId, token };
}

describe("the table", () => {
  it("names every procedure of the router and no other", () => {
    expect(Object.keys(table).sort()).toEqual(Object.keys(createAppRouter()._def.procedures).sort());
  });
});

describe.each(Object.entries(table))("%s", (name, { rule, call }) => {
  const isShare = rule === "share" || rule === "share+session";
  const opensForAnyone = rule === "open" || rule === "lease" || rule === "share";

  it("refuses a visitor without a session, unless it is open or opened by a secret", async () => {
    const result = await outcomeOf(call(api.callerOf(null), subject));
    if (opensForAnyone) expect(result).toBe("allowed");
    else expect(result).toBe("not-signed-in");
  });

  it("refuses another guest who knows the ids, as if nothing were there", async () => {
    const result = await outcomeOf(call(api.callerOf(stranger), subject));
    if (rule === "project") expect(result).toBe("not-found");
    else expect(result).toBe("allowed");
  });

  it.runIf(rule === "lease" || isShare)("refuses wrong secrets, and those of another project", async () => {
    const callers = [api.callerOf(owner), api.callerOf(stranger), api.callerOf(null)];
    for (const caller of callers) {
      if (rule === "lease") {
        expect(await outcomeOf(call(caller, { ...subject, leaseToken: "wrong" }))).toBe("not-found");
        expect(await outcomeOf(call(caller, { ...subject, leaseToken: other.leaseToken }))).toBe("not-found");
      }
      if (isShare) {
        expect(await outcomeOf(call(caller, { ...subject, token: "A".repeat(43) }))).toBe("share-link-gone");
        expect(await outcomeOf(call(caller, { ...subject, token: "" }))).toBe("share-link-gone");
      }
    }
  });

  it.runIf(isShare)("refuses a revoked and an expired link", async () => {
    const caller = api.callerOf(owner);
    const revoked = await caller.share.create({ experimentId: subject.experimentId });
    await caller.share.revoke({ shareId: revoked.shareId });
    const expiring = await caller.share.create({ experimentId: subject.experimentId, expiresAtMs: api.now() + 1000 });
    for (const visitor of [owner, stranger, null]) {
      expect(await outcomeOf(call(api.callerOf(visitor), { ...subject, token: revoked.token }))).toBe("share-link-gone");
    }
    expect(await outcomeOf(caller.share.view({ token: expiring.token }))).toBe("allowed");
    api.advance(1001);
    expect(await outcomeOf(call(caller, { ...subject, token: expiring.token }))).toBe("share-link-gone");
  });

  it("works for the owner", async () => {
    // Its own subject: some calls remove what later rows need.
    const caller = api.callerOf(owner);
    const own = await createSubject(caller);
    if (name === "dataset.remove") await caller.experiment.remove({ experimentId: own.experimentId });
    expect(await outcomeOf(call(caller, own))).toBe("allowed");
  });
});

describe("entities of another project", () => {
  it("cannot be mixed into one's own", async () => {
    const caller = api.callerOf(stranger);
    const { projectId, modelId } = other;
    const foreign = { datasetVersionId: subject.datasetVersionId, ...smallModel };
    expect(await outcomeOf(caller.run.start({ modelId, ...foreign }))).toBe("dataset-missing");
    expect(await outcomeOf(caller.model.create({ projectId, name: "Mixed", ...foreign }))).toBe("not-found");
    expect(await outcomeOf(caller.model.save({ modelId, expectedRevision: 1, ...foreign }))).toBe("not-found");
  });

  it("are not reached through a link to something else", async () => {
    const visitor = api.callerOf(null);
    const mixed = { token: other.token, runId: subject.runId };
    expect(await outcomeOf(visitor.share.series(mixed))).toBe("not-found");
    expect(await outcomeOf(visitor.share.subscribe(mixed).then(first))).toBe("not-found");
  });
});

describe("files", () => {
  const bytes = () =>
    (async function* () {
      yield new TextEncoder().encode("a,b\n1,2\n");
    })();

  it("are read by those whose projects hold them, and by no one who merely knows the hash", async () => {
    const { hash } = await storeProjectBlob(api.contextOf(owner), { projectId: subject.projectId, bytes: bytes() });
    expect(await outcomeOf(loadReadableBlob(api.contextOf(owner), hash))).toBe("allowed");
    expect(await outcomeOf(loadReadableBlob(api.contextOf(stranger), hash))).toBe("not-found");
    expect(await outcomeOf(loadReadableBlob(api.contextOf(null), hash))).toBe("not-signed-in");
  });

  it("are uploaded into one's own projects only", async () => {
    const { projectId } = subject;
    expect(await outcomeOf(storeProjectBlob(api.contextOf(stranger), { projectId, bytes: bytes() }))).toBe("not-found");
    expect(await outcomeOf(storeProjectBlob(api.contextOf(null), { projectId, bytes: bytes() }))).toBe("not-signed-in");
  });
});

async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "allowed";
  } catch (error) {
    if (error instanceof AppError) return error.code;
    if (error instanceof TRPCError && error.cause instanceof AppError) return error.cause.code;
    throw error;
  }
}

async function first(stream: AsyncIterable<unknown>): Promise<unknown> {
  for await (const item of stream) return item;
  return undefined;
}
