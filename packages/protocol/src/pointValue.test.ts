import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePointValue, encodePointValue } from "./pointValue.ts";
import { PointValue } from "./run.ts";

describe("point values", () => {
  it("survive JSON, whatever number they are", () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const sent: unknown = JSON.parse(JSON.stringify(encodePointValue(value)));
        // JSON writes -0 as 0.
        expect(decodePointValue(PointValue.parse(sent))).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
  });
});
