export {
  AppError,
  type AppErrorCode,
  type AppErrorDetails,
  appErrorCodes,
  describeAppError,
  isAppErrorCode,
} from "./appError.ts";
export { BlobHash, maxBlobSizeBytes, StoredBlob } from "./blob.ts";
export { heartbeatIntervalMs, leaseDurationMs, maxEventsPerBatch, maxPointsPerBatch, maxSeriesPerRun } from "./lease.ts";
export { AttemptStarted, type LiveEvent, LiveEventBody } from "./live.ts";
export { decodePointValue, encodePointValue } from "./pointValue.ts";
export {
  ExperimentSpec,
  endStates,
  NonFiniteSource,
  PointValue,
  RunClaim,
  RunEvent,
  RunEventBody,
  RunnerInfo,
  RunProgress,
  RunState,
  SeriesName,
  SeriesPoints,
  Step,
  TimeMs,
} from "./run.ts";
export type { SeriesSummary } from "./seriesSummary.ts";
export { ShareScope, ShareToken } from "./share.ts";
