import type { CompilerOptions, DatasetSignature, ModelDocument } from "@downhill/model";
import { FactTable } from "../../ui/FactTable.tsx";
import { listOptions, targetsOf } from "./optionRows.ts";

/** Every compiler option of an experiment; those that differ from their default stand out. */
export function OptionsTable({
  options,
  document,
  signature,
}: {
  options: CompilerOptions;
  document: ModelDocument;
  /** With it a loss other than the fitting one stands out. */
  signature: DatasetSignature | null;
}) {
  const facts = listOptions(options, targetsOf(document, signature)).map(({ key, label, value, isDefault, isPart }) => ({
    key,
    label,
    value,
    isPart,
    isMarked: !isDefault,
  }));
  return <FactTable caption="Compiler options" facts={facts} />;
}
