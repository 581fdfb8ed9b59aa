"use client";
import { useSyncExternalStore } from "react";

const never = () => () => {};
const words = { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" } as const;

/** "22 November 2026 at 20:15" in the reader's own time zone, whichever zone the server lives in. */
export function LocalTime({ atMs, className }: { atMs: number; className?: string }) {
  const date = new Date(atMs);
  const text = useSyncExternalStore(
    never,
    () => date.toLocaleString("en-GB", words),
    () => date.toLocaleString("en-GB", { ...words, timeZone: "UTC", timeZoneName: "short" }),
  );
  return (
    <time dateTime={date.toISOString()} className={className}>
      {text}
    </time>
  );
}
