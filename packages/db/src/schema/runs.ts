/** Experiments, their runs, and what runners record: events, series in chunks, checkpoints. Share links open experiments. */
import type {
  ExperimentSpec,
  LiveEventBody,
  RunnerInfo,
  RunProgress,
  RunState,
  SeriesSummary,
  ShareScope,
} from "@downhill/protocol";
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  json,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { users } from "./accounts.ts";
import { datasetVersions, models, projects } from "./projects.ts";

export const experiments = pgTable(
  "experiments",
  {
    id: text().primaryKey(),
    projectId: text()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    /** From 1 within the project; never given twice. */
    number: integer().notNull(),
    name: text().notNull(),
    modelId: text().references(() => models.id, { onDelete: "set null" }),
    modelName: text().notNull(),
    datasetVersionId: text()
      .notNull()
      .references(() => datasetVersions.id),
    spec: json().$type<ExperimentSpec>().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [uniqueIndex().on(table.projectId, table.number), index().on(table.datasetVersionId), index().on(table.modelId)],
);

export const runs = pgTable(
  "runs",
  {
    id: text().primaryKey(),
    experimentId: text()
      .notNull()
      .references(() => experiments.id, { onDelete: "cascade" }),
    state: text().$type<RunState>().notNull().default("queued"),
    /** One sentence, when it failed or was stopped. */
    message: text(),
    /** Fencing token: the latest claim's number, 0 before the first. */
    attempt: integer().notNull().default(0),
    leaseTokenHash: text(),
    leaseExpiresAt: timestamp({ withTimezone: true }),
    claimedBy: text().references(() => users.id, { onDelete: "set null" }),
    /** Number of the latest attempt's last recorded event. */
    lastSequence: integer().notNull().default(0),
    /** Id of the latest row in run_events, for subscribers that start from what they have. */
    lastEventId: bigint({ mode: "number" }).notNull().default(0),
    progress: json().$type<RunProgress>(),
    runner: json().$type<RunnerInfo>(),
    /** Last, smallest and largest value per series, so that lists need not read the series. */
    metrics: json().$type<SeriesSummary[]>().notNull().default([]),
    /** The first step whose loss was not finite. */
    firstNonFinite: json().$type<{ series: string; step: number }>(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    startedAt: timestamp({ withTimezone: true }),
    endedAt: timestamp({ withTimezone: true }),
  },
  (table) => [index().on(table.experimentId)],
);

/** Append-only; ids grow per run, since appending holds the run's row. */
export const runEvents = pgTable(
  "run_events",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    attempt: integer().notNull(),
    /** From 1 within the attempt; 0 is the claim itself. */
    sequence: integer().notNull(),
    /** By the runner's clock. */
    at: timestamp({ withTimezone: true }).notNull(),
    body: json().$type<LiveEventBody>().notNull(),
  },
  (table) => [uniqueIndex().on(table.runId, table.attempt, table.sequence), index().on(table.runId, table.id)],
);

/** Up to `pointsPerChunk` points of one series. NaN and infinities are kept as such. */
export const metricChunks = pgTable(
  "metric_chunks",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    series: text().notNull(),
    attempt: integer().notNull(),
    firstStep: integer().notNull(),
    lastStep: integer().notNull(),
    steps: integer().array().notNull(),
    values: doublePrecision().array().notNull(),
  },
  (table) => [index().on(table.runId, table.series, table.firstStep)],
);

export const checkpoints = pgTable(
  "checkpoints",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    runId: text()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    attempt: integer().notNull(),
    step: integer().notNull(),
    blob: text().notNull(),
    sizeBytes: bigint({ mode: "number" }).notNull(),
    isBest: boolean().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index().on(table.runId, table.step), index().on(table.blob)],
);

export const shareLinks = pgTable(
  "share_links",
  {
    id: text().primaryKey(),
    experimentId: text()
      .notNull()
      .references(() => experiments.id, { onDelete: "cascade" }),
    /** SHA-256 of the token; the token itself is shown once and kept nowhere. */
    tokenHash: text().notNull().unique(),
    scope: text().$type<ShareScope>().notNull(),
    /** A copy made through the link may read the dataset's files. */
    includesData: boolean().notNull(),
    createdBy: text().references(() => users.id, { onDelete: "set null" }),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    expiresAt: timestamp({ withTimezone: true }),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (table) => [index().on(table.experimentId)],
);
