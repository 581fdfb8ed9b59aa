"use client";
import { useCallback, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(`downhill.${key}`);
  } catch {
    // A browser that forbids storage only forgets.
    return null;
  }
}

/** How this person likes the screen (a panel folded, a direction), kept in this browser. `allowed` guards against old values. */
export function useLocalSetting<V extends string>(
  key: string,
  allowed: readonly [V, ...V[]],
  fallback: V,
): readonly [V, (value: V) => void] {
  const stored = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => null,
  );
  const value = allowed.find((candidate) => candidate === stored) ?? fallback;
  const set = useCallback(
    (next: V) => {
      try {
        localStorage.setItem(`downhill.${key}`, next);
      } catch {
        // As above.
      }
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [value, set];
}
