"use client";
import { CircleCheck, Database } from "lucide-react";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { formatCount } from "../../../ui/formatNumber.ts";
import { type Issue, useReport } from "../report/ReportContext.tsx";
import { useDocumentMeaning, useModelingView } from "../state/ModelingContext.tsx";
import { IssueNotice } from "./IssueNotice.tsx";

const order = { error: 0, warning: 1, hint: 2 };

/** Everything the checks say, worst first, each with the way to its place. */
export function InformationPanel({
  onShowBlock,
  onShowOption,
}: {
  onShowBlock: (blockId: string) => void;
  onShowOption: (option: string) => void;
}) {
  const report = useReport();
  const { signature } = useModelingView();
  const { blocks } = useDocumentMeaning();
  if (!signature) {
    return (
      <EmptyState icon={Database} title="No dataset chosen">
        Shapes and checks need to know the data. Choose a dataset in the bar above.
      </EmptyState>
    );
  }
  if (!report) return null;
  const issues = [...report.issues].sort((a, b) => order[a.severity] - order[b.severity]);

  function whereTo(issue: Issue): { onShow?: () => void; place?: string } {
    const { blockId, option } = issue;
    if (option) return { onShow: () => onShowOption(option), place: "option" };
    const block = blocks.find((candidate) => candidate.id === blockId);
    return block ? { onShow: () => onShowBlock(block.id), place: block.name } : {};
  }

  return (
    <div className="space-y-2 p-4">
      {issues.length === 0 ? (
        <EmptyState icon={CircleCheck} title="Nothing to report" className="py-6">
          The model fits its data and its compiler options. It can run.
        </EmptyState>
      ) : (
        <ul className="space-y-2">
          {issues.map((issue) => (
            <li key={`${issue.blockId} ${issue.code} ${issue.message}`}>
              <IssueNotice issue={issue} {...whereTo(issue)} />
            </li>
          ))}
        </ul>
      )}
      <dl className="grid grid-cols-[1fr_auto] gap-y-1 border-line border-t pt-3 text-small">
        <dt className="text-ink-3">Blocks</dt>
        <dd className="num text-right">{formatCount(blocks.length)}</dd>
        <dt className="text-ink-3">Parameters</dt>
        <dd className="num text-right">{formatCount(report.parameterCount)}</dd>
        <dt className="text-ink-3">Training samples</dt>
        <dd className="num text-right">{formatCount(signature.samples.training)}</dd>
        <dt className="text-ink-3">Validation samples</dt>
        <dd className="num text-right">{formatCount(signature.samples.validation)}</dd>
        <dt className="text-ink-3">Test samples</dt>
        <dd className="num text-right">{formatCount(signature.samples.test)}</dd>
      </dl>
    </div>
  );
}
