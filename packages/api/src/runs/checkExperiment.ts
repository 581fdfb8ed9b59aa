/** What must hold before a model may run: the same checks as in the Modeling view, since a browser cannot be trusted with them. */
import { checkModel } from "@downhill/model";
import { AppError, type ExperimentSpec } from "@downhill/protocol";

const maxReportedIssues = 20;

/** Throws `model-has-errors` with `{ first, issues: [{ code, message, blockId? }] }`. */
export function checkExperiment({ document, options, signature }: ExperimentSpec): void {
  const { issues, canRun } = checkModel({ document, options, signature });
  if (canRun) return;
  const errors = issues.filter((issue) => issue.severity === "error");
  throw new AppError("model-has-errors", {
    first: errors[0]?.message.replace(/\.$/, ""),
    issues: errors.slice(0, maxReportedIssues).map(({ code, message, blockId }) => ({ code, message, blockId })),
  });
}
