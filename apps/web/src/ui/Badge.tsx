import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

const badgeStyle = cva(
  "inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-full px-2 font-medium text-small tabular-nums [&_svg]:size-3",
  {
    variants: {
      tone: {
        neutral: "bg-sunken text-ink-2",
        accent: "bg-accent-soft text-accent-ink",
        success: "bg-success-soft text-success-ink",
        warning: "bg-warning-soft text-warning-ink",
        danger: "bg-danger-soft text-danger-ink",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

/** A short state or count. */
export function Badge({ tone, className, ...props }: ComponentProps<"span"> & VariantProps<typeof badgeStyle>) {
  return <span className={cn(badgeStyle({ tone }), className)} {...props} />;
}

/** A bare number behind a tab's label. */
export function CountBadge({ count, tone }: { count: number; tone?: VariantProps<typeof badgeStyle>["tone"] }) {
  if (count === 0) return null;
  return <span className={cn(badgeStyle({ tone }), "h-4 min-w-4 justify-center px-1")}>{count}</span>;
}
