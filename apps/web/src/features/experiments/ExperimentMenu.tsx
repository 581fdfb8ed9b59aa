"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Trash2, Workflow } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC } from "../../trpc/context.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { DropdownMenu } from "../../ui/DropdownMenu.tsx";
import { Notice } from "../../ui/ErrorState.tsx";
import { modelPath } from "../project/projectPaths.ts";
import type { ExperimentSummary } from "./experimentTypes.ts";

/** What else can be done with an experiment. `onRemoved` runs after it is gone. */
export function ExperimentMenu({
  experiment,
  onRemoved,
}: {
  experiment: Pick<ExperimentSummary, "id" | "name" | "projectId" | "modelId">;
  onRemoved?: () => void;
}) {
  const router = useRouter();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const remove = useMutation(
    trpc.experiment.remove.mutationOptions({
      onSuccess: () => {
        setIsAsking(false);
        onRemoved?.();
        return queries.invalidateQueries(trpc.experiment.list.queryFilter({ projectId: experiment.projectId }));
      },
    }),
  );
  const { modelId } = experiment;
  return (
    <>
      <DropdownMenu
        trigger={<IconButton icon={Ellipsis} label={`Actions for ${experiment.name}`} />}
        items={[
          {
            label: "Open its model",
            icon: Workflow,
            isDisabled: modelId === null,
            onSelect: () => (modelId === null ? undefined : router.push(modelPath(experiment.projectId, modelId))),
          },
          "separator",
          { label: "Delete", icon: Trash2, isDanger: true, onSelect: () => setIsAsking(true) },
        ]}
      />
      <Dialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={`Delete ${experiment.name}?`}
        description="Its runs, curves and checkpoints are deleted, and its share links show nothing from then on. This cannot be undone."
        size="small"
        actions={
          <>
            <Button onClick={() => setIsAsking(false)}>Cancel</Button>
            <Button variant="danger" disabled={remove.isPending} onClick={() => remove.mutate({ experimentId: experiment.id })}>
              Delete experiment
            </Button>
          </>
        }
      >
        {remove.isError ? <Notice tone="danger">{describeError(remove.error)}</Notice> : null}
      </Dialog>
    </>
  );
}
