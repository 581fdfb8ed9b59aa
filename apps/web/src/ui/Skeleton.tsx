import { cn } from "./cn.ts";

/** Stands where something will be; give it that thing's size. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-pulse rounded-md bg-hover", className)} />;
}
