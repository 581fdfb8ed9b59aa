export type { Database, Executor, WakeUps } from "./database.ts";
export { type DatabaseOptions, openDatabase } from "./openDatabase.ts";
export {
  accounts,
  blobs,
  checkpoints,
  datasets,
  datasetVersions,
  experiments,
  metricChunks,
  models,
  projectBlobs,
  projects,
  runEvents,
  runs,
  sessions,
  shareLinks,
  users,
  verifications,
} from "./schema.ts";
export { isUniqueViolation } from "./sqlErrors.ts";
