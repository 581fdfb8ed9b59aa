import fc from "fast-check";
import { gzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { dataLimits } from "./limits.ts";
import { unpackGzip } from "./unpackGzip.ts";

function codeOf(bytes: Uint8Array): string {
  const result = unpackGzip(bytes, "file.gz");
  return result.ok ? "ok" : (result.issues[0]?.code ?? "");
}

describe("unpackGzip", () => {
  it("gives back what was packed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        const result = unpackGzip(gzipSync(bytes), "file.gz");
        expect(result.ok && [...result.value]).toEqual([...bytes]);
      }),
      { numRuns: 50 },
    );
  });

  it("joins the members of a file that was packed in parts", () => {
    const parts = [gzipSync(new Uint8Array([1, 2])), gzipSync(new Uint8Array([3]))];
    const result = unpackGzip(Uint8Array.from(parts.flatMap((part) => [...part])), "file.gz");
    expect(result.ok && [...result.value]).toEqual([1, 2, 3]);
  });

  it("notices a flipped byte anywhere and a cut anywhere", () => {
    const packed = gzipSync(new TextEncoder().encode("sepal_length,species\n5.1,setosa\n4.9,setosa\n".repeat(20)));
    for (let at = 10; at < packed.length; at++) {
      const flipped = Uint8Array.from(packed);
      flipped[at] = (flipped[at] ?? 0) ^ 0x41;
      expect(codeOf(flipped), `flipped byte ${at}`).toBe("gzipDamaged");
      expect(codeOf(packed.slice(0, at)), `cut at ${at}`).toBe("gzipDamaged");
    }
  });

  it("stops a small file that unpacks to a huge one", () => {
    const bomb = gzipSync(new Uint8Array(dataLimits.unpackingRatioFromBytes + 1024), { level: 1 });
    const result = unpackGzip(bomb, "bomb.gz");
    expect(result.ok ? "" : result.issues[0]?.message).toBe(
      `This gzip file (${(bomb.length / 1024).toFixed(1)} KB) unpacks to more than 16.0 MB, the most that is taken. Unpack it yourself and import a part of it.`,
    );
  });
});
