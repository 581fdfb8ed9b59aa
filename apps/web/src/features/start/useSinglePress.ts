"use client";
import { useRef } from "react";

/** The second press of a double click comes before the next render disables the button: `take` is true for the first only. */
export function useSinglePress(): { readonly take: () => boolean; readonly release: () => void } {
  const isTaken = useRef(false);
  return {
    take() {
      if (isTaken.current) return false;
      isTaken.current = true;
      return true;
    },
    release() {
      isTaken.current = false;
    },
  };
}
