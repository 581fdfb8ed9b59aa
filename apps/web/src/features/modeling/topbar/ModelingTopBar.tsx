"use client";
import { proposeModel, proposeOptions } from "@downhill/model";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download, Ellipsis, Keyboard, LayoutGrid, Monitor, Moon, Redo2, Sun, Undo2, Upload, WandSparkles } from "lucide-react";
import { useTheme } from "next-themes";
import { useState } from "react";
import { describeError } from "../../../trpc/appErrorOf.ts";
import { useTRPC } from "../../../trpc/context.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { DropdownMenu } from "../../../ui/DropdownMenu.tsx";
import { EditableText } from "../../../ui/EditableText.tsx";
import { toast } from "../../../ui/Toast.tsx";
import { HomeLink, TopBar, TopBarSeparator, TopBarSpacer } from "../../../ui/TopBar.tsx";
import { ProjectName } from "../../project/ProjectHeader.tsx";
import { ProjectNav } from "../../project/ProjectNav.tsx";
import { DeviceBadge, RunButton, type TrainingRequest } from "../../training/index.ts";
import { useReport } from "../report/ReportContext.tsx";
import type { ModelSaving } from "../saving/useModelSaving.ts";
import { useModeling, useModelingView } from "../state/ModelingContext.tsx";
import { shortcuts } from "../state/shortcuts.ts";
import type { ModelingCommands } from "../state/useModelingCommands.ts";
import { chooseFile, downloadDocument, readDocument } from "../transfer/modelFile.ts";
import { DatasetSelect } from "./DatasetSelect.tsx";
import { ModelSwitch } from "./ModelSwitch.tsx";
import { SaveState } from "./SaveState.tsx";

export interface ModelingTopBarProps {
  projectId: string;
  modelId: string;
  modelName: string;
  datasetVersionId: string | null;
  onDatasetVersion: (datasetVersionId: string) => void;
  saving: ModelSaving;
  commands: ModelingCommands;
  getRequest: () => Promise<TrainingRequest>;
  barredReason: string | null;
  /** Takes another version's dataset along with its document. */
  onTakeTheirs: () => void;
}

export function ModelingTopBar(props: ModelingTopBarProps) {
  const { projectId, modelId, commands } = props;
  const canUndo = useModeling((state) => state.past.length > 0);
  const canRedo = useModeling((state) => state.future.length > 0);
  return (
    <TopBar className="gap-1 max-sm:px-1.5">
      <HomeLink />
      <span className="hidden min-w-0 items-center sm:flex">
        <ProjectName projectId={projectId} />
        <span aria-hidden className="text-ink-3">
          /
        </span>
      </span>
      <ModelName modelId={modelId} name={props.modelName} />
      <ModelSwitch projectId={projectId} modelId={modelId} datasetVersionId={props.datasetVersionId} />
      <SaveState saving={props.saving} onTakeTheirs={props.onTakeTheirs} />
      <TopBarSeparator className="max-sm:hidden" />
      <ProjectNav projectId={projectId} modelId={modelId} isCompact />
      <TopBarSpacer />
      <IconButton
        icon={Undo2}
        label="Undo"
        shortcut={shortcuts.undo.keys[0]}
        disabled={!canUndo}
        onClick={commands.undo}
        className="max-sm:hidden"
      />
      <IconButton
        icon={Redo2}
        label="Redo"
        shortcut={shortcuts.redo.keys[0]}
        disabled={!canRedo}
        onClick={commands.redo}
        className="max-sm:hidden"
      />
      <TopBarSeparator className="max-md:hidden" />
      <span className="hidden min-w-0 items-center md:flex">
        <DatasetSelect projectId={projectId} value={props.datasetVersionId} onChange={props.onDatasetVersion} />
        <DeviceBadge />
      </span>
      <MoreMenu commands={commands} modelName={props.modelName} />
      <RunButton projectId={projectId} modelId={modelId} getRequest={props.getRequest} barredReason={props.barredReason} />
    </TopBar>
  );
}

function ModelName({ modelId, name }: { modelId: string; name: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [shown, setShown] = useState(name);
  const rename = useMutation(
    trpc.model.rename.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.model.list.pathFilter()),
      onError: (error) => {
        setShown(name);
        toast.error("The model was not renamed", { description: describeError(error) });
      },
    }),
  );
  return (
    <EditableText
      label="Model name"
      value={shown}
      onChange={(next) => {
        setShown(next);
        rename.mutate({ modelId, name: next });
      }}
      className="font-medium"
    />
  );
}

function MoreMenu({ commands, modelName }: { commands: ModelingCommands; modelName: string }) {
  const { store, signature } = useModelingView();
  const { setTheme } = useTheme();

  function propose() {
    if (!signature) return;
    const document = proposeModel(signature);
    store.getState().edit(() => ({ document, options: proposeOptions(document, signature) }));
    toast("The model was replaced by a proposed one", { action: { label: "Undo", onClick: () => store.getState().undo() } });
    setTimeout(commands.fit, 60);
  }

  async function importModel() {
    const file = await chooseFile("application/json,.json");
    if (!file) return;
    const read = await readDocument(file);
    if (!read.ok) {
      toast.error(`${file.name} was not opened`, { description: read.message });
      return;
    }
    store.getState().edit((draft) => ({ document: read.document, options: { ...draft.options, losses: {} } }));
    toast(`${file.name} opened`, { action: { label: "Undo", onClick: () => store.getState().undo() } });
    requestAnimationFrame(commands.fit);
  }

  return (
    <DropdownMenu
      trigger={<IconButton icon={Ellipsis} label="More" />}
      items={[
        {
          label: "Export model as JSON",
          icon: Download,
          onSelect: () => downloadDocument(store.getState().draft.document, modelName),
        },
        { label: "Import model from JSON", icon: Upload, onSelect: () => void importModel() },
        { label: "Propose a model for this data", icon: WandSparkles, onSelect: propose, isDisabled: signature === null },
        "separator",
        { label: shortcuts.layout.label, icon: LayoutGrid, shortcut: shortcuts.layout.keys[0], onSelect: commands.layout },
        { label: "Keyboard shortcuts", icon: Keyboard, shortcut: shortcuts.help.keys[0], onSelect: commands.help },
        "separator",
        { label: "Light colours", icon: Sun, onSelect: () => setTheme("light") },
        { label: "Dark colours", icon: Moon, onSelect: () => setTheme("dark") },
        { label: "Colours as the system", icon: Monitor, onSelect: () => setTheme("system") },
      ]}
    />
  );
}

/** Why Run is barred, in one sentence; null when it is not. */
export function useBarredReason(hasDataset: boolean): string | null {
  const report = useReport();
  if (!hasDataset) return "Choose a dataset first.";
  if (!report) return "The model is being checked.";
  if (report.canRun) return null;
  const errors = report.issues.filter((issue) => issue.severity === "error");
  const first = errors[0]?.message ?? "The model has errors.";
  return errors.length > 1 ? `${first} (and ${errors.length - 1} more, see Information)` : first;
}
