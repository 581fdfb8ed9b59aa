/** The words for types, encodings and what is done about missing cells. */
import type { ColumnEncoding, ColumnType, MissingPolicy } from "@downhill/data";
import type { SelectOption } from "../../../ui/Select.tsx";

export const typeOptions: readonly SelectOption<ColumnType>[] = [
  { value: "numeric", label: "Numeric", description: "Amounts, measures, counts" },
  { value: "categorical", label: "Categorical", description: "One of several names" },
  { value: "binary", label: "Binary", description: "One of two values" },
  { value: "text", label: "Text", description: "A different text in most rows" },
  { value: "date", label: "Date", description: "Days, as a number" },
];

const encodingWords: Readonly<Record<ColumnEncoding, { readonly label: string; readonly description: string }>> = {
  standardization: { label: "Standardization", description: "Mean 0, standard deviation 1" },
  "min-max": { label: "Min-max", description: "From 0 to 1" },
  none: { label: "None", description: "The number as it is" },
  "one-hot": { label: "One-hot", description: "A 1 in the place of the class" },
  index: { label: "Index", description: "The number of the class" },
  pixels: { label: "Pixels", description: "From 0 to 1" },
};

export function encodingOptions(encodings: readonly ColumnEncoding[], type: ColumnType): readonly SelectOption<ColumnEncoding>[] {
  return encodings.map((value) => {
    const words = encodingWords[value];
    return value === "none" && type === "binary"
      ? { value, label: "0 or 1", description: "One number, 0 or 1" }
      : { value, label: words.label, description: words.description };
  });
}

const missingWords: Readonly<Record<MissingPolicy, string>> = {
  drop: "Drop the row",
  mean: "Fill with the mean",
  "most-frequent": "Fill with the most frequent",
};

export function missingOptions(type: ColumnType): readonly SelectOption<MissingPolicy>[] {
  const policies: readonly MissingPolicy[] =
    type === "numeric" || type === "date" ? ["mean", "most-frequent", "drop"] : ["most-frequent", "drop"];
  return policies.map((value) => ({ value, label: missingWords[value] }));
}
