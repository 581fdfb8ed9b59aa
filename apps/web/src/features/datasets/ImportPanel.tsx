"use client";
import { Button } from "../../ui/Button.tsx";
import { DropZone } from "../../ui/DropZone.tsx";
import { Progress } from "../../ui/Progress.tsx";
import { ImportProblem } from "./ImportProblem.tsx";
import type { Import } from "./useImport.ts";

const acceptedFiles = ".csv,.tsv,.txt,.gz,.idx,.idx1-ubyte,.idx3-ubyte,.ubyte,text/csv,text/tab-separated-values";

/** The place to bring files in, and what is going on with them. */
export function ImportPanel({ importing }: { importing: Import }) {
  const { state, readFiles, discard } = importing;
  if (state.status === "failed") return <ImportProblem issues={state.issues} onDismiss={discard} />;
  if (state.status === "reading") {
    return (
      <div className="space-y-3 rounded-lg border border-line-strong border-dashed px-6 py-10 text-center">
        <p className="truncate font-medium">{state.fileNames.join(" and ") || "Built-in data"}</p>
        <Progress share={state.progress.share} label="Reading" className="mx-auto max-w-80" />
        <p role="status" className="text-ink-2 tabular-nums">
          {state.progress.text}
        </p>
        <Button size="small" onClick={discard}>
          Cancel
        </Button>
      </div>
    );
  }
  return (
    <DropZone accept={acceptedFiles} onFiles={readFiles}>
      {state.status === "waiting" ? (
        <p role="status" className="text-ink">
          {state.text}
        </p>
      ) : (
        "Drop a table (CSV or TSV), or images with their labels as two IDX files, gzipped or not."
      )}
      {state.status === "waiting" ? (
        <button type="button" onClick={discard} className="mt-1 text-accent-ink underline-offset-2 hover:underline">
          Forget this file
        </button>
      ) : null}
    </DropZone>
  );
}
