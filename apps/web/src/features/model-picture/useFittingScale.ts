"use client";
import { type RefObject, useEffect, useRef, useState } from "react";

/** Below this a card can no longer be read; then it is better to scroll. */
const smallestScale = 0.6;

/** How much a figure of this width must shrink to fit its container, 1 when it need not. Put `ref` on the container. */
export function useFittingScale(width: number): { readonly ref: RefObject<HTMLDivElement | null>; readonly scale: number } {
  const ref = useRef<HTMLDivElement>(null);
  const [available, setAvailable] = useState<number | null>(null);
  useEffect(() => {
    const container = ref.current;
    if (!container) return;
    const observer = new ResizeObserver(([entry]) => setAvailable(entry?.contentRect.width ?? null));
    observer.observe(container);
    return () => observer.disconnect();
  }, []);
  const scale = available === null ? 1 : Math.min(1, Math.max(smallestScale, available / width));
  return { ref, scale };
}
