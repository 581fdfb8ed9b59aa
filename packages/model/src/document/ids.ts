/** Ids of blocks and connections. */
import type { Connection } from "./modelDocument.ts";

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

/** Twelve random letters and digits: 62 bits, enough never to meet again. */
export function createBlockId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join("");
}

/** The same two ends always give the same id, so a connection cannot be there twice. */
export function connectionId(from: Connection["from"], to: Connection["to"]): string {
  return `${from.blockId}.${from.port}-${to.blockId}.${to.port}`;
}
