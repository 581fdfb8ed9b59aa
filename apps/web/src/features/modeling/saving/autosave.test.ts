import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openAutosave, type SaveOutcome } from "./autosave.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A server that keeps one text under a revision. */
function makeServer() {
  const server = { revision: 1, text: "", isDown: false, saves: 0 };
  const save = async (text: string, expected: number): Promise<SaveOutcome> => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (server.isDown) throw new Error("down");
    if (expected !== server.revision) return { ok: false, conflictsWith: server.revision };
    server.revision += 1;
    server.text = text;
    server.saves += 1;
    return { ok: true, revision: server.revision };
  };
  return { server, save };
}

function openPage() {
  const { server, save } = makeServer();
  const page = { text: "" };
  const autosave = openAutosave({
    revision: 1,
    save: (expected) => save(page.text, expected),
    describeError: () => "It cannot be reached.",
    delayMs: 500,
    retryMs: 2000,
  });
  const type = (text: string) => {
    page.text = text;
    autosave.changed();
  };
  return { server, autosave, type };
}

describe("autosave", () => {
  it("saves once after a burst of changes", async () => {
    const { server, autosave, type } = openPage();
    for (const text of ["a", "ab", "abc"]) {
      type(text);
      await vi.advanceTimersByTimeAsync(200);
    }
    expect(autosave.status.getState().state).toBe("unsaved");
    await vi.advanceTimersByTimeAsync(1000);
    expect(server).toMatchObject({ text: "abc", saves: 1 });
    expect(autosave.status.getState().state).toBe("saved");
  });

  it("saves what changed while a save was under way", async () => {
    const { server, autosave, type } = openPage();
    type("a");
    await vi.advanceTimersByTimeAsync(550);
    expect(autosave.status.getState().state).toBe("saving");
    type("b");
    const flushed = autosave.flush();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await flushed).toBe(true);
    expect(server).toMatchObject({ text: "b", saves: 2 });
  });

  it("tries again by itself after a failure", async () => {
    const { server, autosave, type } = openPage();
    server.isDown = true;
    type("a");
    await vi.advanceTimersByTimeAsync(700);
    expect(autosave.status.getState()).toEqual({ state: "failed", message: "It cannot be reached." });
    server.isDown = false;
    await vi.advanceTimersByTimeAsync(2200);
    expect(server.text).toBe("a");
    expect(autosave.status.getState().state).toBe("saved");
  });

  it("never saves over another's version without being told to", async () => {
    const { server, autosave, type } = openPage();
    server.revision = 5;
    server.text = "theirs";
    type("mine");
    await vi.advanceTimersByTimeAsync(5000);
    type("mine too");
    await vi.advanceTimersByTimeAsync(5000);
    expect(autosave.status.getState().state).toBe("conflict");
    expect(server.text).toBe("theirs");
    const kept = autosave.keepMine();
    await vi.advanceTimersByTimeAsync(200);
    expect(await kept).toBe(true);
    expect(server).toMatchObject({ text: "mine too", revision: 6 });
  });

  it("goes on from the other version once it is taken", async () => {
    const { server, autosave, type } = openPage();
    server.revision = 5;
    type("mine");
    await vi.advanceTimersByTimeAsync(1000);
    autosave.takeTheirs(5);
    await vi.advanceTimersByTimeAsync(5000);
    expect(server.saves).toBe(0);
    type("next");
    await vi.advanceTimersByTimeAsync(1000);
    expect(server).toMatchObject({ text: "next", revision: 6 });
  });
});
