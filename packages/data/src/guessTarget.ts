/** Which column a dataset's owner most likely wants to predict. */
import type { ColumnInspection } from "./inspectColumn.ts";

/** Best guess first; compared without case, spaces and underscores. */
const targetNames = [
  "target", "label", "survived", "outcome", "diagnosis", "churn", "churned", "exited", "defaulted", "species", "variety", "class", "category",
  "medianhousevalue", "medhousevalue", "medv", "price", "saleprice", "charges", "income", "quality", "rating", "score", "value",
]; // biome-ignore format: a table of words

export function guessTarget(options: {
  readonly columns: readonly ColumnInspection[];
  readonly fileName: string;
  /** Whether a column can be a target at all. */
  readonly fits: (column: ColumnInspection) => boolean;
}): string | undefined {
  const usable = options.columns.filter(options.fits);
  const fileStem = simplify(options.fileName.replace(/(\.(csv|tsv|txt|gz))+$/i, ""));
  const named = usable.find(({ name }) => simplify(name) === fileStem);
  if (named) return named.name;
  for (const word of targetNames) {
    const found = usable.find(({ name }) => simplify(name) === word);
    if (found) return found.name;
  }
  const first = usable[0]?.name;
  const last = usable.at(-1)?.name;
  if (first !== undefined && simplify(first) === "y") return first;
  return last;
}

function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
