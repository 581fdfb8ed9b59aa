import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** The thin bar on top of every screen: the mark, where one is, and what can be done. */
export function TopBar({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <header className={cn("flex h-11 shrink-0 items-center gap-2 border-line border-b bg-surface px-3", className)}>
      {children}
    </header>
  );
}

export function TopBarSeparator({ className }: { className?: string }) {
  return <span aria-hidden className={cn("mx-1 h-4 w-px shrink-0 bg-line", className)} />;
}

export function TopBarSpacer() {
  return <span className="min-w-0 flex-1" />;
}

/** The way home: the ball in its valley, and the name where there is room. */
export function HomeLink({ withName = false }: { withName?: boolean }) {
  return (
    <Link href="/" aria-label="Downhill, start page" className="flex shrink-0 items-center gap-2 rounded-md p-1 text-ink">
      <BallMark className="size-5" />
      {withName ? <span className="font-semibold text-body tracking-tight">Downhill</span> : null}
    </Link>
  );
}

/** The mark of the product: a ball in a landscape with a shallow and a deep valley. */
function BallMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" fill="none" className={className} aria-hidden="true">
      <path
        d="M1.5 4.5c2.2 0 2.6 6 4.6 6s1.9-2.6 3.6-2.6c2.1 0 2 8.1 4.7 8.1 2 0 2.6-5.5 4.1-9.5"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
      <circle cx="9.7" cy="4.9" r="2.1" fill="var(--accent)" />
    </svg>
  );
}

export interface Crumb {
  readonly label: string;
  readonly href?: string;
}

/** Where one is: Project / Datasets. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5">
        {crumbs.map((crumb, index) => (
          <li key={crumb.label} className="flex min-w-0 items-center gap-1.5">
            {index > 0 ? (
              <span aria-hidden className="text-ink-3">
                /
              </span>
            ) : null}
            {crumb.href ? (
              <Link href={crumb.href} className="truncate rounded-sm text-ink-2 hover:text-ink">
                {crumb.label}
              </Link>
            ) : (
              <span aria-current="page" className="truncate font-medium">
                {crumb.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
