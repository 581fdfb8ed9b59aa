"use client";
import { FileUp } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "./Button.tsx";
import { cn } from "./cn.ts";

/** A place to drop files on, and a button for those who would rather choose them. */
export function DropZone({
  onFiles,
  accept,
  isDisabled = false,
  children,
}: {
  onFiles: (files: readonly File[]) => void;
  /** For the file dialog: ".csv,.tsv". */
  accept: string;
  isDisabled?: boolean;
  /** What may be dropped. */
  children: ReactNode;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    if (!isDisabled && event.dataTransfer.files.length > 0) onFiles([...event.dataTransfer.files]);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping needs a pointer; the button inside is the way for everyone
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
      className={cn(
        "flex flex-col items-center gap-3 rounded-lg border border-line-strong border-dashed px-6 py-10 text-center transition-colors",
        isOver && !isDisabled && "border-accent bg-accent-soft",
      )}
    >
      <FileUp className="size-6 text-ink-3" strokeWidth={1.5} aria-hidden />
      <div className="max-w-[46ch] text-ink-2">{children}</div>
      <Button disabled={isDisabled} onClick={() => input.current?.click()}>
        Choose files
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accept}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </div>
  );
}
