/** Tiles measured on a device, as a checkpoint keeps them: they fix the order of summation, so a run goes on with the same ones. */
import { z } from "zod";

const size = z.number().int().min(1).max(256);

export const StoredTileTable = z.record(
  z.string(),
  z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("tiles"),
      sharing: z.enum(["none", "quad"]),
      threadRows: size,
      threadColumns: size,
      terms: size,
    }),
    z.object({
      kind: z.literal("staged"),
      tileRows: size,
      tileColumns: size,
      tileDepth: size,
      threadRows: size,
      threadColumns: size,
    }),
  ]),
);
