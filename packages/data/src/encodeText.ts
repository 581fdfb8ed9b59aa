/**
 * Encodes a text as windows of characters that follow each other without overlap. An input feature is the window, a target feature the
 * same window one character on: what comes next at every place. The subsets are stretches of the text, in its order.
 */
import { failed, succeeded } from "./dataIssue.ts";
import type { DatasetDefinition } from "./datasetDefinition.ts";
import type { DataResult, EncodedDataset, EncodedFeature } from "./encodedDataset.ts";
import { dataLimits, formatBytes } from "./limits.ts";
import { type TextContent, textColumn } from "./textContent.ts";

export function encodeText(definition: DatasetDefinition, text: TextContent): DataResult<EncodedDataset> {
  const { fileName, tokens, characters } = text;
  const { source, subsets } = definition;
  if (source.kind !== "text") return failed({ code: "notText", fileName, message: "The dataset describes no text." });
  const { context } = source;
  // The last window needs one more character, for its target.
  const count = Math.floor((tokens.length - 1) / context);
  if (count < 2) {
    const message = `The text has ${tokens.length} characters, too few for two windows of ${context} and what follows them. Use a longer text or a shorter context.`;
    return failed({ code: "textTooShort", fileName, message });
  }
  const bytes = definition.features.length * count * context * 4;
  if (bytes > dataLimits.encodedBytes) {
    const message = `Encoded, the text takes ${formatBytes(bytes)}; at most ${formatBytes(dataLimits.encodedBytes)} are possible. Use a shorter text.`;
    return failed({ code: "encodedTooLarge", fileName, message });
  }
  const unfit = definition.features.find(({ role, columns }) => role === "weight" || columns.join() !== textColumn);
  if (unfit) {
    const message = `Feature "${unfit.name}" must take the column "${textColumn}", as input or as target.`;
    return failed({ code: "textFeature", fileName, column: unfit.name, message });
  }
  const training = Math.max(1, Math.round(count * subsets.fractions[0]));
  const validation = Math.min(count - training, Math.round(count * subsets.fractions[1]));
  const stretch = (first: number, length: number) => Uint32Array.from({ length }, (_, place) => first + place);
  const rows = {
    training: stretch(0, training),
    validation: stretch(training, validation),
    test: stretch(training + validation, count - training - validation),
  };
  const features = definition.features.map(({ name, role }): EncodedFeature => {
    const shift = role === "target" ? 1 : 0;
    const encode = (windows: Uint32Array): Float32Array => {
      const start = (windows[0] ?? 0) * context + shift;
      return Float32Array.from(tokens.subarray(start, start + windows.length * context));
    };
    const values = { training: encode(rows.training), validation: encode(rows.validation), test: encode(rows.test) };
    return { name, shape: [context], kind: "tokens", role, classes: characters, values };
  });
  return succeeded({
    features,
    samples: { training: rows.training.length, validation: rows.validation.length, test: rows.test.length },
    statistics: [{ name: textColumn, classes: characters }],
    rows,
    droppedRows: 0,
  });
}
