"use client";
import { Cloud, CloudAlert, CloudUpload } from "lucide-react";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Tooltip } from "../../../ui/Tooltip.tsx";
import type { ModelSaving } from "../saving/useModelSaving.ts";

const texts = { saved: "Saved", unsaved: "Saving", saving: "Saving", failed: "Not saved", conflict: "Not saved" };

/** Whether the model is safe, in a word; a conflict asks what to do. */
export function SaveState({ saving, onTakeTheirs }: { saving: ModelSaving; onTakeTheirs: () => void }) {
  const { state, message } = saving.status;
  const isBad = state === "failed" || state === "conflict";
  const Icon = isBad ? CloudAlert : state === "saved" ? Cloud : CloudUpload;
  const detail = state === "failed" ? `${message ?? "The model was not saved."} It is tried again by itself.` : null;
  return (
    <>
      <Tooltip content={detail}>
        <span
          role="status"
          className={`flex shrink-0 items-center gap-1 rounded-md px-1.5 text-small ${isBad ? "text-danger-ink" : "text-ink-3"}`}
        >
          <Icon className="size-3.5" aria-hidden />
          <span className="max-lg:sr-only">{texts[state]}</span>
        </span>
      </Tooltip>
      <Dialog
        isOpen={state === "conflict"}
        onOpenChange={() => {}}
        title="This model was changed elsewhere"
        description="Another tab or person saved this model after it was loaded here. Choose which version stays."
        actions={
          <>
            <Button onClick={onTakeTheirs}>Load the other version</Button>
            <Button variant="primary" onClick={saving.keepMine}>
              Keep this version
            </Button>
          </>
        }
      >
        <p className="text-ink-2">
          Loading the other version gives up what was changed here since the last save. Keeping this one overwrites the other.
        </p>
      </Dialog>
    </>
  );
}
