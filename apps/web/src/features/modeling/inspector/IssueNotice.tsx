"use client";
import { applyFix } from "@downhill/model";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { Button } from "../../../ui/Button.tsx";
import { cn } from "../../../ui/cn.ts";
import type { Issue } from "../report/ReportContext.tsx";
import { useModelingStore } from "../state/ModelingContext.tsx";

const looks = {
  error: { icon: CircleAlert, style: "border-danger/40 bg-danger-soft text-danger-ink", word: "Error" },
  warning: { icon: TriangleAlert, style: "border-warning/40 bg-warning-soft text-warning-ink", word: "Warning" },
  hint: { icon: Info, style: "border-line bg-sunken text-ink-2", word: "Hint" },
};

/** One finding with its sentence, the way to its place, and the button that mends it. */
export function IssueNotice({ issue, onShow, place }: { issue: Issue; onShow?: () => void; place?: string }) {
  const store = useModelingStore();
  const { icon: Icon, style, word } = looks[issue.severity];
  const { fix } = issue;
  return (
    <div className={cn("flex items-start gap-2 rounded-md border px-3 py-2", style)}>
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1 space-y-1.5">
        <p className="text-ink">
          <span className="sr-only">{word}: </span>
          {issue.message}
        </p>
        {onShow || fix ? (
          <div className="flex flex-wrap gap-1.5">
            {fix ? (
              <Button size="small" onClick={() => store.getState().edit((draft) => applyFix(draft, fix))}>
                {fix.label}
              </Button>
            ) : null}
            {onShow ? (
              <Button size="small" variant="quiet" onClick={onShow}>
                {place ? `Show ${place}` : "Show"}
              </Button>
            ) : null}
          </div>
        ) : null}
      </div>
    </div>
  );
}
