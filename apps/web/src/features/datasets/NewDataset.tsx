"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC, useTRPCClient } from "../../trpc/context.ts";
import { Button } from "../../ui/Button.tsx";
import { EditableText } from "../../ui/EditableText.tsx";
import { Notice } from "../../ui/ErrorState.tsx";
import { datasetPath } from "../project/projectPaths.ts";
import { DatasetEditor } from "./editor/DatasetEditor.tsx";
import { useDatasetDraft } from "./editor/useDatasetDraft.ts";
import { nameOf, saveDataset } from "./importDataset.ts";
import type { OpenedContent } from "./reading/datasetSession.ts";
import type { DatasetReader } from "./reading/openDatasetReader.ts";

/** What was just read, to be looked over and saved. Nothing of it is on the server yet. */
export function NewDataset({
  projectId,
  reader,
  opened,
  onDiscard,
}: {
  projectId: string;
  reader: DatasetReader;
  opened: OpenedContent;
  onDiscard: () => void;
}) {
  const [name, setName] = useState(() => nameOf(opened));
  const draft = useDatasetDraft({ reader, opened });
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const router = useRouter();
  const save = useMutation({
    mutationFn: async () => {
      if (draft.overview.status !== "ready") throw new Error("The dataset is not encoded yet.");
      const { signature } = draft.overview.value;
      return saveDataset({ projectId, client, imported: { name, files: draft.files, definition: draft.definition, signature } });
    },
    onSuccess: async ({ datasetId }) => {
      await queries.invalidateQueries(trpc.dataset.pathFilter());
      router.push(datasetPath(projectId, datasetId));
    },
  });
  return (
    <div className="space-y-6">
      <header className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 flex-1 basis-60 text-title max-sm:basis-full">
          <EditableText label="Dataset name" value={name} onChange={setName} className="-ml-1.5 font-semibold" />
        </h1>
        <Button onClick={onDiscard} disabled={save.isPending}>
          Discard
        </Button>
        <Button
          variant="primary"
          onClick={() => save.mutate()}
          disabled={draft.overview.status !== "ready" || save.isPending || save.isSuccess}
        >
          {save.isPending || save.isSuccess ? "Saving" : "Save dataset"}
        </Button>
      </header>
      {save.isError ? <Notice tone="danger">{`The dataset was not saved. ${describeError(save.error)}`}</Notice> : null}
      <DatasetEditor draft={draft} />
    </div>
  );
}
