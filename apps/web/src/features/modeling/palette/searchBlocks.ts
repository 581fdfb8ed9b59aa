import { type BlockDefinition, blocks } from "@downhill/model";

/** Blocks that answer to the words, best first: by label, then by keyword, then by summary. All of them for an empty search. */
export function searchBlocks(words: string, among: readonly BlockDefinition[] = blocks): readonly BlockDefinition[] {
  const wanted = normalise(words).split(" ").filter(Boolean);
  if (wanted.length === 0) return among;
  return among
    .map((definition, index) => ({ definition, index, score: score(definition, wanted) }))
    .filter((entry) => entry.score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map((entry) => entry.definition);
}

function score(definition: BlockDefinition, wanted: readonly string[]): number {
  const label = normalise(definition.label);
  const keywords = normalise(definition.keywords.join(" "));
  const rest = normalise(`${definition.kind} ${definition.category} ${definition.summary}`);
  let total = 0;
  for (const word of wanted) {
    if (label.startsWith(word)) total += 8;
    else if (label.includes(` ${word}`)) total += 6;
    else if (label.includes(word)) total += 4;
    else if (keywords.includes(word)) total += 3;
    else if (word.length > 2 && rest.includes(word)) total += 1;
    else return 0;
  }
  return total;
}

function normalise(text: string): string {
  return text.toLowerCase().replace(/[-_]/g, " ");
}
