import { CircleAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** Something failed: what happened and where (`title`), what to do (children), and the button that does it. */
export function ErrorState({
  title,
  children,
  actions,
  className,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}) {
  return (
    <div role="alert" className={cn("flex flex-col items-center justify-center gap-2 px-6 py-10 text-center", className)}>
      <CircleAlert className="mb-1 size-6 text-danger" strokeWidth={1.5} aria-hidden />
      <p className="font-medium text-ink">{title}</p>
      {children ? <div className="max-w-[56ch] text-ink-2">{children}</div> : null}
      {actions ? <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}

/** One line or two inside a page: an error, a warning, or something to know. */
export function Notice({
  tone = "neutral",
  children,
  actions,
  className,
}: {
  tone?: "neutral" | "warning" | "danger" | "success";
  children: ReactNode;
  actions?: ReactNode;
  className?: string;
}) {
  const Icon = tone === "warning" ? TriangleAlert : CircleAlert;
  const tones = {
    neutral: "border-line bg-sunken text-ink-2",
    warning: "border-warning/40 bg-warning-soft text-warning-ink",
    danger: "border-danger/40 bg-danger-soft text-danger-ink",
    success: "border-success/40 bg-success-soft text-success-ink",
  };
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={cn("flex items-start gap-2 rounded-md border px-3 py-2", tones[tone], className)}
    >
      {tone === "warning" || tone === "danger" ? <Icon className="mt-0.5 size-4 shrink-0" aria-hidden /> : null}
      <div className="min-w-0 flex-1">{children}</div>
      {actions}
    </div>
  );
}
