import type { CompilerOptions, DatasetSignature, ModelDocument } from "@downhill/model";
import { useMemo } from "react";
import { formatCount } from "../../ui/formatNumber.ts";
import { ModelPicture } from "../model-picture/ModelPicture.tsx";
import { inferModelFacts } from "../model-picture/modelFacts.ts";

/** The model of an experiment with its shapes, and how many parameters it has. */
export function ModelFigure({
  document,
  options,
  signature,
  label,
}: {
  document: ModelDocument;
  options: CompilerOptions;
  signature: DatasetSignature;
  label: string;
}) {
  const facts = useMemo(() => inferModelFacts({ document, options, signature }), [document, options, signature]);
  return (
    <figure className="space-y-3">
      <ModelPicture document={document} facts={facts.blocks} label={label} />
      <figcaption className="text-center text-ink-2 text-small tabular-nums">
        {formatCount(document.blocks.length)} blocks, {formatCount(facts.parameterCount)} parameters
      </figcaption>
    </figure>
  );
}
