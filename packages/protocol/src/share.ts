/** Words of share links. A link is a capability: who has the token sees what its scope names, and nothing else. */
import { z } from "zod";

/** What a link opens: the curves alone, or model, compiler options and curves. */
export const ShareScope = z.enum(["curves", "model"]);
export type ShareScope = z.infer<typeof ShareScope>;

/** The secret part of a share link's address: 32 random bytes in base64url. The server keeps only its hash. */
export const ShareToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "a share link ends in 43 letters, digits, - or _");
export type ShareToken = z.infer<typeof ShareToken>;
