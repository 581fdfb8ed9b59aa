"use client";
import { canonicalJson } from "@downhill/data";
import { proposeModel, proposeOptions } from "@downhill/model";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Workflow } from "lucide-react";
import { useRouter } from "next/navigation";
import { describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC, useTRPCClient } from "../../trpc/context.ts";
import { Button } from "../../ui/Button.tsx";
import { EditableText } from "../../ui/EditableText.tsx";
import { Notice } from "../../ui/ErrorState.tsx";
import { formatAgo } from "../../ui/formatNumber.ts";
import { Select } from "../../ui/Select.tsx";
import { toast } from "../../ui/Toast.tsx";
import { modelPath } from "../project/projectPaths.ts";
import type { OpenedVersionProps } from "./DatasetScreen.tsx";
import { DatasetEditor } from "./editor/DatasetEditor.tsx";
import { useDatasetDraft } from "./editor/useDatasetDraft.ts";
import type { OpenedContent } from "./reading/datasetSession.ts";
import type { DatasetReader } from "./reading/openDatasetReader.ts";

/** A saved version in the editor. A change is saved as a new version; versions themselves never change. */
export function SavedDataset({
  projectId,
  dataset,
  version,
  onChooseVersion,
  reader,
  opened,
}: OpenedVersionProps & { readonly reader: DatasetReader; readonly opened: OpenedContent }) {
  const draft = useDatasetDraft({ reader, opened, saved: version.definition });
  const isChanged = canonicalJson(draft.definition) !== canonicalJson(version.definition);
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const router = useRouter();
  const newest = dataset.versions.reduce((most, { number }) => Math.max(most, number), 0);

  const save = useMutation({
    mutationFn: async () => {
      if (draft.overview.status !== "ready") throw new Error("The dataset is not encoded yet.");
      const { signature } = draft.overview.value;
      return client.dataset.saveVersion.mutate({ datasetId: dataset.id, definition: draft.definition, signature, summary: {} });
    },
    onSuccess: async ({ id, number }) => {
      await queries.invalidateQueries(trpc.dataset.pathFilter());
      toast(number <= newest ? `Version ${number} is the same; it is open now` : `Saved as version ${number}`);
      onChooseVersion(id);
    },
  });
  const rename = useMutation(
    trpc.dataset.rename.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.dataset.pathFilter()),
      onError: (error) => toast.error("The dataset was not renamed", { description: describeError(error) }),
    }),
  );
  const createModel = useMutation({
    mutationFn: async () => {
      const document = proposeModel(version.signature);
      const options = proposeOptions(document, version.signature);
      return client.model.create.mutate({
        projectId,
        name: `${dataset.name} model`.slice(0, 120),
        document,
        options,
        datasetVersionId: version.id,
      });
    },
    onSuccess: ({ modelId }) => router.push(modelPath(projectId, modelId)),
    onError: (error) => toast.error("The model was not made", { description: describeError(error) }),
  });

  return (
    <div className="space-y-6">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="min-w-0 flex-1 basis-60 text-title max-sm:basis-full">
          <EditableText
            label="Dataset name"
            value={rename.isPending ? rename.variables.name : dataset.name}
            onChange={(name) => rename.mutate({ datasetId: dataset.id, name })}
            className="-ml-1.5 font-semibold"
          />
        </h1>
        {isChanged ? (
          <>
            <span className="text-ink-2">{`Changed since version ${version.number}`}</span>
            <Button onClick={() => draft.change(version.definition)} disabled={save.isPending}>
              Undo changes
            </Button>
            <Button
              variant="primary"
              onClick={() => save.mutate()}
              disabled={draft.overview.status !== "ready" || save.isPending}
            >
              {save.isPending ? "Saving" : `Save as version ${newest + 1}`}
            </Button>
          </>
        ) : (
          <>
            <Select
              aria-label="Version"
              className="w-52"
              value={version.id}
              options={[...dataset.versions]
                .sort((a, b) => b.number - a.number)
                .map(({ id, number, createdAtMs }) => ({
                  value: id,
                  label: `Version ${number}${number === newest ? ", newest" : ""}`,
                  description: formatAgo(createdAtMs, Date.now()),
                }))}
              onChange={onChooseVersion}
            />
            <Button onClick={() => createModel.mutate()} disabled={createModel.isPending || createModel.isSuccess}>
              <Workflow aria-hidden />
              New model for this dataset
            </Button>
          </>
        )}
      </header>
      {save.isError ? <Notice tone="danger">{`The version was not saved. ${describeError(save.error)}`}</Notice> : null}
      <DatasetEditor draft={draft} />
    </div>
  );
}
