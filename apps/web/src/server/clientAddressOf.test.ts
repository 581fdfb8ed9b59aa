import { expect, test } from "vitest";
import { clientAddressOf } from "./clientAddressOf.ts";

test.each([
  ["nobody without a trusted proxy", "203.0.113.7", 0, null],
  ["whom the only proxy heard from", "203.0.113.7", 1, "203.0.113.7"],
  ["not what the visitor wrote before it", "198.51.100.1, 203.0.113.7", 1, "203.0.113.7"],
  ["whom the outer of two proxies heard from", "198.51.100.1, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"],
  ["nobody when the request did not come through the proxies", "203.0.113.7", 2, null],
  ["nobody when the header is empty", "", 1, null],
])("%s", (_name, header, trustedProxies, address) => {
  expect(clientAddressOf(new Headers({ "x-forwarded-for": header }), trustedProxies)).toBe(address);
});
