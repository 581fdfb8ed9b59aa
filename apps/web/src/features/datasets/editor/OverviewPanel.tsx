import { type DatasetDefinition, describeIssue } from "@downhill/data";
import { cn } from "../../../ui/cn.ts";
import { Notice } from "../../../ui/ErrorState.tsx";
import { formatCount, formatShape } from "../../../ui/formatNumber.ts";
import type { Overview } from "./useDatasetDraft.ts";

const roleLabels = { input: "Input", target: "Target", weight: "Weights" } as const;

/** What a model will see of the dataset as it is defined now. */
export function OverviewPanel({ definition, overview }: { definition: DatasetDefinition; overview: Overview }) {
  if (overview.status === "failed") {
    return (
      <Notice tone="danger">
        {overview.issues.map((issue) => (
          <p key={describeIssue(issue)}>{issue.fileName === "" ? issue.message : describeIssue(issue)}</p>
        ))}
      </Notice>
    );
  }
  const value = overview.status === "ready" ? overview.value : null;
  return (
    <dl
      className={cn("grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5", value === null && "opacity-60")}
      aria-busy={value === null}
    >
      {definition.features.map((feature) => {
        const signature = value?.signature.features.find(({ name }) => name === feature.name);
        return (
          <Fact key={feature.name} label={roleLabels[feature.role]}>
            <span className="block truncate" title={feature.name}>
              {feature.name}
            </span>
            <span className="block text-ink-2 text-small">
              {signature ? describeFeature(signature, feature.columns.length) : " "}
            </span>
          </Fact>
        );
      })}
      <Fact label="Samples">
        <span className="num">{value ? formatCount(countSamples(value.signature.samples)) : " "}</span>
        {value && value.droppedRows > 0 ? (
          <span className="block text-ink-2 text-small">
            {value.droppedRows === 1
              ? "1 row is dropped for a missing cell"
              : `${formatCount(value.droppedRows)} rows are dropped for missing cells`}
          </span>
        ) : null}
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

interface Signature {
  readonly shape: readonly number[];
  readonly kind: string;
  readonly classes?: readonly string[];
}

function describeFeature({ shape, kind, classes }: Signature, columns: number): string {
  if (kind === "image") return `${formatShape(shape)} pixels`;
  if (kind === "categorical") return `One of ${formatCount(classes?.length ?? shape[0] ?? 0)} classes`;
  if (kind === "binary") return `${classes?.[0] ?? 0} or ${classes?.[1] ?? 1}`;
  const numbers = shape[0] === 1 ? "1 number" : `${formatCount(shape[0] ?? 0)} numbers`;
  return columns > 1 ? `${numbers} from ${formatCount(columns)} columns` : numbers;
}

export function countSamples(samples: { readonly training: number; readonly validation: number; readonly test: number }): number {
  return samples.training + samples.validation + samples.test;
}
