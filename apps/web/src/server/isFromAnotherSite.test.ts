import { describe, expect, it } from "vitest";
import { isFromAnotherSite } from "./isFromAnotherSite.ts";

const request = (headers: Record<string, string>): Request =>
  new Request("http://localhost:3000/api/trpc/x", { headers: { host: "localhost:3000", ...headers } });

describe("isFromAnotherSite", () => {
  it("lets pass what this site's pages and programs send", () => {
    expect(isFromAnotherSite(request({}))).toBe(false);
    expect(isFromAnotherSite(request({ origin: "http://localhost:3000" }))).toBe(false);
    expect(isFromAnotherSite(request({ origin: "https://downhill.example", "x-forwarded-host": "downhill.example" }))).toBe(
      false,
    );
  });

  it("stops other sites, other ports, and origins that are hidden", () => {
    for (const origin of ["http://evil.example", "http://localhost:4000", "null", "nonsense"]) {
      expect(isFromAnotherSite(request({ origin }))).toBe(true);
    }
  });
});
