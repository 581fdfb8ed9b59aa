import { LoaderCircle } from "lucide-react";
import { cn } from "./cn.ts";

/** Something is going on that takes over a second. `label` is read out. */
export function Spinner({ label = "Loading", className }: { label?: string; className?: string }) {
  return (
    <span role="status" aria-label={label} className={cn("inline-flex text-ink-3", className)}>
      <LoaderCircle className="size-4 animate-spin" aria-hidden />
    </span>
  );
}
