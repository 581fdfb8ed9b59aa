import type { CompilerOptions, ModelDocument } from "@downhill/model";
import { FactTable } from "../../ui/FactTable.tsx";
import { listOptions, targetsOf } from "./optionRows.ts";

/** Every compiler option of an experiment; those that differ from their default stand out. */
export function OptionsTable({ options, document }: { options: CompilerOptions; document: ModelDocument }) {
  const facts = listOptions(options, targetsOf(document)).map(({ key, label, value, isDefault, isPart }) => ({
    key,
    label,
    value,
    isPart,
    isMarked: !isDefault,
  }));
  return <FactTable caption="Compiler options" facts={facts} />;
}
