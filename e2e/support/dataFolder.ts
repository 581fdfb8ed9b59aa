import { existsSync } from "node:fs";
import { join } from "node:path";

/** Real data sets for trials; not part of the project. Named by DATA_DIR, by default beside the repository. */
const dataFolder = process.env.DATA_DIR ?? join(import.meta.dirname, "..", "..", "..", "shared", "data");

export const hasDataFolder = existsSync(dataFolder);

/** Reason shown by a skipped test. */
export const missingDataReason = `the folder with real data sets is absent (${dataFolder}); name it in DATA_DIR`;

export function dataFile(name: string): string {
  return join(dataFolder, name);
}
