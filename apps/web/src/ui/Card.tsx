import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

/** A quiet box. With `isInteractive` it answers to the pointer (put a link or a button inside that fills it). */
export function Card({ isInteractive, className, ...props }: ComponentProps<"div"> & { isInteractive?: boolean }) {
  return (
    <div
      className={cn(
        "rounded-lg border border-line bg-surface p-4",
        isInteractive && "transition-colors focus-within:border-accent hover:border-line-strong hover:bg-raised",
        className,
      )}
      {...props}
    />
  );
}

export function CardHeader({ title, detail, actions }: { title: ReactNode; detail?: ReactNode; actions?: ReactNode }) {
  return (
    <header className="mb-3 flex items-start gap-3">
      <div className="min-w-0 flex-1">
        <h3 className="truncate font-semibold text-body">{title}</h3>
        {detail ? <p className="text-ink-3 text-small">{detail}</p> : null}
      </div>
      {actions}
    </header>
  );
}

/** A bordered section of a page with a heading. */
export function Section({
  title,
  detail,
  actions,
  children,
  className,
}: {
  title: ReactNode;
  detail?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={cn("space-y-3", className)}>
      <header className="flex items-end gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold text-lead">{title}</h2>
          {detail ? <p className="text-ink-2">{detail}</p> : null}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}
