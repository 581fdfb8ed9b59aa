import { blobs, projectBlobs } from "@downhill/db";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ApiContext } from "../context.ts";
import { openTestApi, type TestApi } from "../testing/openTestApi.ts";
import { storeProjectBlob } from "./projectBlobs.ts";

let api: TestApi;
let context: ApiContext;

beforeAll(async () => {
  api = await openTestApi();
}, 60_000);
afterAll(() => api.close());
beforeEach(async () => {
  await api.database.empty();
  context = api.contextOf(await api.createGuest());
});

const createProject = async (): Promise<string> => (await api.callerOf(context.user).project.create({ name: "Files" })).projectId;

async function* bytesOf(content: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(content);
}

describe("a file that is let go of while the same bytes are uploaded", () => {
  it("is asked for again when it went after the upload", async () => {
    const [first, second] = [await createProject(), await createProject()];
    await storeProjectBlob(context, { projectId: first, bytes: bytesOf("same") });
    const interrupted: ApiContext = {
      ...context,
      blobs: {
        ...context.blobs,
        put: async (bytes, options) => {
          const stored = await context.blobs.put(bytes, options);
          await api.callerOf(context.user).project.remove({ projectId: first });
          return stored;
        },
      },
    };
    const upload = storeProjectBlob(interrupted, { projectId: second, bytes: bytesOf("same") });
    await expect(upload).rejects.toMatchObject({ code: "blob-missing" });
    expect(await context.database.executor.select().from(blobs)).toEqual([]);
    const { hash } = await storeProjectBlob(context, { projectId: second, bytes: bytesOf("same") });
    expect(await context.blobs.has(hash)).toBe(true);
  });

  it("never leaves a row without its bytes, however the two meet", async () => {
    const second = await createProject();
    for (let round = 0; round < 4; round++) {
      const first = await createProject();
      const content = `round ${round}`;
      const { hash } = await storeProjectBlob(context, { projectId: first, bytes: bytesOf(content) });
      const upload = async (): Promise<void> => {
        for (let turn = 0; turn < round; turn++) await new Promise((resolve) => setImmediate(resolve));
        await storeProjectBlob(context, { projectId: second, bytes: bytesOf(content) });
      };
      const outcomes = await Promise.allSettled([api.callerOf(context.user).project.remove({ projectId: first }), upload()]);
      const rows = await context.database.executor.select().from(projectBlobs);
      const isKept = rows.some((row) => row.hash === hash && row.projectId === second);
      expect(isKept).toBe(outcomes[1].status === "fulfilled");
      expect(await context.blobs.has(hash)).toBe(isKept);
    }
  }, 30_000);
});
