"use client";
import { useQuery } from "@tanstack/react-query";
import { Database } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../../../trpc/context.ts";
import { Button } from "../../../ui/Button.tsx";
import { Select } from "../../../ui/Select.tsx";
import { datasetsPath } from "../../project/projectPaths.ts";

/** Which dataset version the model is trained on: the newest of each dataset, and the chosen one if it is older. */
export function DatasetSelect({
  projectId,
  value,
  onChange,
}: {
  projectId: string;
  value: string | null;
  onChange: (datasetVersionId: string) => void;
}) {
  const trpc = useTRPC();
  const datasets = useQuery(trpc.dataset.list.queryOptions({ projectId }));
  const chosen = useQuery({
    ...trpc.dataset.getVersion.queryOptions({ datasetVersionId: value ?? "" }),
    enabled: value !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (datasets.data?.length === 0) {
    return (
      <Button asChild variant="quiet">
        <Link href={datasetsPath(projectId)}>
          <Database />
          Add a dataset
        </Link>
      </Button>
    );
  }
  const newest = (datasets.data ?? []).map(({ name, newest: version }) => ({
    value: version.id,
    label: name,
    description: `Version ${version.number}`,
  }));
  const isOlder = value !== null && chosen.data && !newest.some((option) => option.value === value);
  const options = isOlder
    ? [
        ...newest,
        { value, label: `${chosen.data.datasetName} (version ${chosen.data.number})`, description: "An earlier version" },
      ]
    : newest;
  return (
    <Select
      aria-label="Dataset"
      look="plain"
      value={options.some((option) => option.value === value) ? (value ?? undefined) : undefined}
      placeholder={datasets.isPending || (value !== null && chosen.isPending) ? "Dataset" : "Choose a dataset"}
      onChange={onChange}
      options={options}
      icon={<Database className="size-4 shrink-0 text-ink-3" aria-hidden />}
      className="w-auto max-w-52"
    />
  );
}
