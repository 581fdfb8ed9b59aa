"use client";

import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useState } from "react";

const memoryKey = "downhill-dock-height";
const smallest = 40;
const standard = 300;
const keyStep = 24;

function clampHeight(height: number): number {
  return Math.round(Math.max(smallest, Math.min(height, window.innerHeight * 0.8)));
}

/** Height of the dock in pixels, dragged or moved by keys at its upper edge, and remembered. */
export function useDockHeight() {
  const [height, setHeight] = useState(standard);
  useEffect(() => {
    const remembered = Number(localStorage.getItem(memoryKey));
    if (remembered > 0) setHeight(clampHeight(remembered));
  }, []);
  const change = useCallback((next: number) => {
    const clamped = clampHeight(next);
    setHeight(clamped);
    localStorage.setItem(memoryKey, String(clamped));
  }, []);
  const handleProps = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      const handle = event.currentTarget;
      const startY = event.clientY;
      const startHeight = height;
      handle.setPointerCapture(event.pointerId);
      const move = (moved: globalThis.PointerEvent) => change(startHeight + startY - moved.clientY);
      const end = () => {
        handle.removeEventListener("pointermove", move);
        handle.removeEventListener("pointerup", end);
        handle.removeEventListener("pointercancel", end);
      };
      handle.addEventListener("pointermove", move);
      handle.addEventListener("pointerup", end);
      handle.addEventListener("pointercancel", end);
    },
    onKeyDown(event: KeyboardEvent) {
      const moves: Readonly<Record<string, number>> = {
        ArrowUp: height + keyStep,
        ArrowDown: height - keyStep,
        Home: smallest,
        End: 10_000,
      };
      const next = moves[event.key];
      if (next === undefined) return;
      event.preventDefault();
      change(next);
    },
    onDoubleClick: () => change(height <= smallest ? standard : smallest),
  };
  return { height, handleProps, isFolded: height <= smallest, toggle: () => change(height <= smallest ? standard : smallest) };
}
