import { describe, expect, it, vi } from "vitest";
import { AppError, appErrorCodes, describeAppError } from "./appError.ts";

describe("AppError", () => {
  it("has a sentence for every code, with and without details", () => {
    expect(appErrorCodes.length).toBeGreaterThan(15);
    for (const code of appErrorCodes) {
      const sentence = describeAppError(code);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(sentence).not.toMatch(/undefined|\[object/);
    }
  });

  it("tells the facts it was given", () => {
    expect(new AppError("too-large", { what: "The file", limitBytes: 512_000_000 }).message).toContain(
      "The file is larger than the limit of 512 MB",
    );
    expect(describeAppError("not-found", { what: "model" })).toContain("This model does not exist");
  });

  it("is recognised across copies of its module, and nothing else is", async () => {
    vi.resetModules();
    const copy = await import("./appError.ts");
    expect(copy.AppError).not.toBe(AppError);
    expect(new copy.AppError("internal") instanceof AppError).toBe(true);
    for (const other of [new Error("x"), null, "AppError", { code: "internal" }]) expect(other instanceof AppError).toBe(false);
  });
});
