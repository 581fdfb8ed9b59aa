"use client";
import { useEffect } from "react";

/** Takes files dropped anywhere on the page; without it the browser would leave the page and show the file. */
export function usePageDrop(onFiles: ((files: readonly File[]) => void) | null): void {
  useEffect(() => {
    const onDragOver = (event: DragEvent) => event.preventDefault();
    const onDrop = (event: DragEvent) => {
      // A drop zone that took the files says so by preventing the default.
      if (event.defaultPrevented) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) onFiles?.(files);
    };
    window.addEventListener("dragover", onDragOver);
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragover", onDragOver);
      window.removeEventListener("drop", onDrop);
    };
  }, [onFiles]);
}
