/** Writes docs/catalogue.md from the catalogue: `npm run docs:catalogue`. A test fails while the page is out of date. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { documentationTable } from "@downhill/model";

writeFileSync(resolve(import.meta.dirname, "../docs/catalogue.md"), documentationTable());
