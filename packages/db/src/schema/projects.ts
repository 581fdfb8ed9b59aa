/**
 * Projects and what they own before anything runs: datasets with frozen versions, models, and the files they may read.
 * Documents are `json`, not `jsonb`: they come back byte for byte, and text cells of a user's table may hold what jsonb refuses.
 */
import type { CompilerOptions, DatasetSignature, ModelDocument } from "@downhill/model";
import { bigint, index, integer, json, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { users } from "./accounts.ts";

export const projects = pgTable(
  "projects",
  {
    id: text().primaryKey(),
    ownerId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    /** Numbers are not given again when an experiment is removed. */
    nextExperimentNumber: integer().notNull().default(1),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index().on(table.ownerId)],
);

/** Kept files by content: one row and one file for the same bytes, whoever uploaded them. */
export const blobs = pgTable("blobs", {
  hash: text().primaryKey(),
  sizeBytes: bigint({ mode: "number" }).notNull(),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

/** Which project may read which file. Knowing a hash opens nothing. */
export const projectBlobs = pgTable(
  "project_blobs",
  {
    projectId: text()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    hash: text()
      .notNull()
      .references(() => blobs.hash),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.hash] }), index().on(table.hash)],
);

export const datasets = pgTable(
  "datasets",
  {
    id: text().primaryKey(),
    projectId: text()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    name: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index().on(table.projectId)],
);

export const datasetVersions = pgTable(
  "dataset_versions",
  {
    id: text().primaryKey(),
    datasetId: text()
      .notNull()
      .references(() => datasets.id, { onDelete: "cascade" }),
    /** From 1 within the dataset. */
    number: integer().notNull(),
    /** SHA-256 of the definition's canonical form. */
    hash: text().notNull(),
    /** `DatasetDefinition` of @downhill/data, which this package does not know. */
    definition: json().notNull(),
    signature: json().$type<DatasetSignature>().notNull(),
    /** Column cards: statistics and counts, as the reader made them. */
    summary: json().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [uniqueIndex().on(table.datasetId, table.number), uniqueIndex().on(table.datasetId, table.hash)],
);

export const models = pgTable(
  "models",
  {
    id: text().primaryKey(),
    projectId: text()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    name: text().notNull(),
    datasetVersionId: text().references(() => datasetVersions.id, { onDelete: "set null" }),
    document: json().$type<ModelDocument>().notNull(),
    options: json().$type<CompilerOptions>().notNull(),
    /** Grows by one with each save; a save names the one it started from. */
    revision: integer().notNull().default(1),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index().on(table.projectId)],
);
