"use client";
import { createDocument, createOptions } from "@downhill/model";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, ChevronDown, Copy, FilePlus2, Workflow } from "lucide-react";
import { useRouter } from "next/navigation";
import { describeError } from "../../../trpc/appErrorOf.ts";
import { useTRPC } from "../../../trpc/context.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { DropdownMenu } from "../../../ui/DropdownMenu.tsx";
import { toast } from "../../../ui/Toast.tsx";
import { modelPath } from "../../project/projectPaths.ts";
import { useModelingStore } from "../state/ModelingContext.tsx";

/** The project's models: go to another one, copy this one, begin a new one. */
export function ModelSwitch({
  projectId,
  modelId,
  datasetVersionId,
}: {
  projectId: string;
  modelId: string;
  datasetVersionId: string | null;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const store = useModelingStore();
  const models = useQuery(trpc.model.list.queryOptions({ projectId }));
  const create = useMutation(
    trpc.model.create.mutationOptions({
      onSuccess: (created) => {
        void queries.invalidateQueries(trpc.model.list.pathFilter());
        router.push(modelPath(projectId, created.modelId));
      },
      onError: (error) => toast.error("The model was not made", { description: describeError(error) }),
    }),
  );
  const list = models.data ?? [];
  const own = list.find((model) => model.id === modelId)?.name ?? "Model";
  return (
    <DropdownMenu
      align="start"
      label="Models of this project"
      trigger={<IconButton icon={ChevronDown} size="small" label="Other models" className="-ml-1" />}
      items={[
        ...list.map((model) => ({
          label: model.name,
          icon: model.id === modelId ? Check : Workflow,
          onSelect: () => router.push(modelPath(projectId, model.id)),
        })),
        "separator",
        {
          label: "Duplicate this model",
          icon: Copy,
          onSelect: () => create.mutate({ projectId, name: `${own} copy`, datasetVersionId, ...store.getState().draft }),
        },
        {
          label: "New empty model",
          icon: FilePlus2,
          onSelect: () =>
            create.mutate({
              projectId,
              name: `Model ${list.length + 1}`,
              datasetVersionId,
              document: createDocument(),
              options: createOptions(),
            }),
        },
      ]}
    />
  );
}
