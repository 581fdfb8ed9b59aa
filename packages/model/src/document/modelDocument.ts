/**
 * The model document: what the canvas edits, the database keeps and an export holds. Plain JSON with a version.
 * Meaning (which kinds exist, which parameters they take) is the catalogue's; a document with an unknown kind still parses,
 * so that it opens and says so.
 */
import { z } from "zod";

export const modelDocumentVersion = 1;

export const BlockInstance = z.object({
  /** Unique in the document and stable: weights, errors and connections refer to it. */
  id: z.string().min(1).max(64),
  /** Catalogue kind, such as "dense". */
  kind: z.string().min(1).max(64),
  /** Shown on the block; unique in the document, "Dense 2". */
  name: z.string().min(1).max(120),
  position: z.object({ x: z.number(), y: z.number() }),
  /** Only what the catalogue entry declares; missing ones take their default. */
  parameters: z.record(z.string(), z.unknown()),
});
export type BlockInstance = z.infer<typeof BlockInstance>;

const PortReference = z.object({ blockId: z.string().min(1), port: z.string().min(1) });

export const Connection = z.object({
  id: z.string().min(1).max(200),
  from: PortReference,
  to: PortReference,
});
export type Connection = z.infer<typeof Connection>;

export const ModelDocument = z.object({
  format: z.literal("downhill/model"),
  version: z.literal(modelDocumentVersion),
  blocks: z.array(BlockInstance).max(2000),
  connections: z.array(Connection).max(8000),
});
export type ModelDocument = z.infer<typeof ModelDocument>;
