/** What a subscriber of a run receives, in order. Ids grow; a subscriber that comes back names the last one it has seen. */
import { z } from "zod";
import { RunEventBody } from "./run.ts";

/** A new attempt began. Points and checkpoints after `resumeFromStep` are gone; null: it starts from the first step. */
export const AttemptStarted = z.object({
  type: z.literal("attempt"),
  resumeFromStep: z.number().int().nonnegative().nullable(),
});
export type AttemptStarted = z.infer<typeof AttemptStarted>;

export const LiveEventBody = z.union([RunEventBody, AttemptStarted]);
export type LiveEventBody = z.infer<typeof LiveEventBody>;

export interface LiveEvent {
  readonly runId: string;
  readonly attempt: number;
  readonly atMs: number;
  readonly body: LiveEventBody;
  /** The lease ran out: the runner is gone, and the run can be resumed from its last checkpoint. */
  readonly isInterrupted: boolean;
}
