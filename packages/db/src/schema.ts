/** Every table, as drizzle and drizzle-kit take them. */
export { accounts, sessions, users, verifications } from "./schema/accounts.ts";
export { blobs, datasets, datasetVersions, models, projectBlobs, projects } from "./schema/projects.ts";
export { checkpoints, experiments, metricChunks, runEvents, runs, shareLinks } from "./schema/runs.ts";
