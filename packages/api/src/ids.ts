/** Identifiers and secrets: random, safe in addresses. */
import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";

export const Id = z.string().min(1).max(64);

/** 120 random bits in 20 characters. */
export function createId(): string {
  return randomBytes(15).toString("base64url");
}

/** 256 random bits in 43 characters. */
export function createSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of a secret. It is random and long, so that no salt and no slow hash is needed. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
