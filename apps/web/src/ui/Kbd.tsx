"use client";
import { useEffect, useState } from "react";
import { cn } from "./cn.ts";

const macNames: Record<string, string> = { Ctrl: "⌘", Shift: "⇧", Alt: "⌥", Delete: "⌫" };

function isMac(): boolean {
  return typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.userAgent);
}

/** Keys of a shortcut, "Ctrl+Shift+Z"; drawn with the signs of a Mac where it is one. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  const [onMac, setOnMac] = useState(false);
  useEffect(() => setOnMac(isMac()), []);
  return (
    <span className={cn("inline-flex gap-0.5", className)}>
      {keys.split("+").map((key) => (
        <kbd
          key={key}
          className="inline-flex h-4 min-w-4 items-center justify-center rounded-sm border border-line bg-sunken px-1 font-sans text-[11px] text-ink-2 leading-none"
        >
          {onMac ? (macNames[key] ?? key) : key}
        </kbd>
      ))}
    </span>
  );
}
