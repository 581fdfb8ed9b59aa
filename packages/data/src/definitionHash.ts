/** Names a dataset version by its content: SHA-256 over the definition's canonical JSON. */
import { DatasetDefinition } from "./datasetDefinition.ts";

/** JSON without spaces, with the keys of every object in order of code units and without undefined members. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortKeys(value));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sortKeys(member)]));
}

/** Lower-case hex. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function definitionHash(definition: DatasetDefinition): Promise<string> {
  return sha256Hex(new TextEncoder().encode(canonicalJson(DatasetDefinition.parse(definition))));
}
