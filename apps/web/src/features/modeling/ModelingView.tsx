"use client";
import type { CompilerOptions, DatasetSignature, ModelDocument } from "@downhill/model";
import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { Copy, LayoutGrid, Maximize, Plus, Scissors, Trash2 } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { isRunAlive, probeDevice } from "../../training/trainingStore.ts";
import { describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC } from "../../trpc/context.ts";
import type { MenuItem } from "../../ui/menuItems.tsx";
import { SegmentedControl } from "../../ui/Tabs.tsx";
import { toast } from "../../ui/Toast.tsx";
import { TrainingDock, useTraining } from "../training/index.ts";
import { Canvas, type PendingBlock } from "./canvas/Canvas.tsx";
import { CanvasTools } from "./canvas/CanvasTools.tsx";
import { Inspector, inspectorTabs } from "./inspector/Inspector.tsx";
import { Palette } from "./palette/Palette.tsx";
import { createReportStore, ReportProvider } from "./report/ReportContext.tsx";
import { useLiveReport } from "./report/useLiveReport.ts";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";
import { useModelSaving } from "./saving/useModelSaving.ts";
import { ModelingProvider, useModeling, useModelingView, type ModelingView as View } from "./state/ModelingContext.tsx";
import { createModelingStore } from "./state/modelingStore.ts";
import { shortcuts } from "./state/shortcuts.ts";
import { useLocalSetting } from "./state/useLocalSetting.ts";
import { useMediaQuery } from "./state/useMediaQuery.ts";
import { useModelingCommands } from "./state/useModelingCommands.ts";
import { ModelingTopBar, useBarredReason } from "./topbar/ModelingTopBar.tsx";

export interface LoadedModel {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly document: ModelDocument;
  readonly options: CompilerOptions;
  readonly revision: number;
  readonly datasetVersionId: string | null;
}

/** The working screen of one model: palette, canvas, inspector, training. Mount it anew (by key) for another model. */
export function ModelingView({ model }: { model: LoadedModel }) {
  const trpc = useTRPC();
  const [store] = useState(() => createModelingStore({ document: model.document, options: model.options }));
  const [reports] = useState(createReportStore);
  const [datasetVersionId, setDatasetVersionId] = useState(model.datasetVersionId);
  const version = useQuery({
    ...trpc.dataset.getVersion.queryOptions({ datasetVersionId: datasetVersionId ?? "" }),
    enabled: datasetVersionId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const signature: DatasetSignature | null = version.data?.signature ?? null;
  const view = useMemo((): View => ({ store, signature }), [store, signature]);
  useLiveReport(view, reports);
  return (
    <ModelingProvider view={view}>
      <ReportProvider store={reports}>
        <ReactFlowProvider>
          <Screen
            model={model}
            datasetVersionId={datasetVersionId}
            datasetProblem={version.isError ? `The dataset was not loaded: ${describeError(version.error)}` : null}
            onDatasetVersion={setDatasetVersionId}
          />
        </ReactFlowProvider>
      </ReportProvider>
    </ModelingProvider>
  );
}

const narrowPanes = ["model", "inspector", "training"] as const;

function Screen({
  model,
  datasetVersionId,
  datasetProblem,
  onDatasetVersion,
}: {
  model: LoadedModel;
  datasetVersionId: string | null;
  /** Why its shapes are not known; null when they are or will be. */
  datasetProblem: string | null;
  onDatasetVersion: (datasetVersionId: string | null) => void;
}) {
  const { store } = useModelingView();
  const training = useTraining();
  const { id: modelId, projectId } = model;
  const isRoomy = useMediaQuery("(min-width: 1200px)");
  const isNarrow = useMediaQuery("(max-width: 767px)");
  const [paletteState, setPaletteState] = useLocalSetting("palette", ["auto", "open", "folded"], "auto");
  const [direction, setDirection] = useLocalSetting("direction", ["down", "right"], "down");
  const [tab, setTab] = useLocalSetting("inspectorTab", inspectorTabs, "block");
  const [pane, setPane] = useState<(typeof narrowPanes)[number]>("model");
  const [pending, setPending] = useState<PendingBlock | null>(null);
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const inspector = useRef<HTMLDivElement>(null);
  const saving = useModelSaving({ store, modelId, revision: model.revision, datasetVersionId });
  const checkedReason = useBarredReason(datasetVersionId !== null);
  const barredReason = datasetProblem ?? checkedReason;
  const hasSelection = useModeling((state) => state.selection.blocks.size > 0);

  async function getRequest() {
    await saving.flush();
    const { document, options } = store.getState().draft;
    if (datasetVersionId === null) throw new Error("Run was pressed without a dataset.");
    return { projectId, modelId, datasetVersionId, document, options };
  }

  async function launch() {
    try {
      await training.start(await getRequest());
    } catch (error) {
      toast.error("The run was not started.", { description: error instanceof Error ? error.message : describeError(error) });
    }
  }

  /** Run from the keyboard: what the button does, with its reasons and its way out as toasts. */
  async function run() {
    if (isRunAlive(training.run)) return;
    const { device } = training;
    if (barredReason) toast.error("The model cannot run yet", { description: barredReason });
    else if (device.state === "missing") {
      toast.error("The graphics device is missing", {
        description: `${device.reason} ${device.advice}`,
        action: {
          label: "Train on the CPU",
          onClick: async () => {
            if ((await probeDevice("cpu")).state === "ready") await launch();
          },
        },
      });
    } else await launch();
  }

  const commands = useModelingCommands({
    direction,
    onSearch: setPending,
    onHelp: () => setIsHelpOpen(true),
    onSave: () => void saving.flush(),
    onRun: () => void run(),
    onStop: training.stop,
  });

  // A block that was just selected is what one wants to read about.
  useEffect(
    () =>
      store.subscribe((state, before) => {
        if (state.selection.blocks !== before.selection.blocks && state.selection.blocks.size === 1) setTab("block");
      }),
    [store, setTab],
  );

  function inspect() {
    setTab("block");
    if (isNarrow) setPane("inspector");
    requestAnimationFrame(() => focusFirstControl(inspector.current));
  }

  const showOption = useCallback(
    (option: string) => {
      setTab("options");
      requestAnimationFrame(() => {
        const place = inspector.current?.querySelector(`[data-option="${CSS.escape(option)}"]`);
        place?.scrollIntoView({ block: "start" });
        focusFirstControl(place);
      });
    },
    [setTab],
  );
  const foldPalette = useCallback((isFolded: boolean) => setPaletteState(isFolded ? "folded" : "open"), [setPaletteState]);

  const menuItems = useMemo(
    (): readonly MenuItem[] => [
      { label: "Add a block", icon: Plus, shortcut: shortcuts.addBlock.keys[0], onSelect: () => setTimeout(commands.addBlock) },
      { label: "Paste", shortcut: shortcuts.paste.keys[0], onSelect: commands.paste },
      "separator",
      { label: "Cut", icon: Scissors, shortcut: shortcuts.cut.keys[0], onSelect: commands.cut, isDisabled: !hasSelection },
      { label: "Copy", icon: Copy, shortcut: shortcuts.copy.keys[0], onSelect: commands.copy, isDisabled: !hasSelection },
      { label: "Duplicate", shortcut: shortcuts.duplicate.keys[0], onSelect: commands.duplicate, isDisabled: !hasSelection },
      {
        label: "Delete",
        icon: Trash2,
        shortcut: shortcuts.remove.keys[0],
        onSelect: commands.remove,
        isDisabled: !hasSelection,
        isDanger: true,
      },
      "separator",
      { label: shortcuts.layout.label, icon: LayoutGrid, shortcut: shortcuts.layout.keys[0], onSelect: commands.layout },
      { label: shortcuts.fit.label, icon: Maximize, shortcut: shortcuts.fit.keys[0], onSelect: commands.fit },
    ],
    [commands, hasSelection],
  );

  const canvas = (
    <Canvas
      direction={direction}
      pending={pending}
      onPending={setPending}
      onAdd={commands.add}
      onInspect={inspect}
      menuItems={menuItems}
    >
      <CanvasTools commands={commands} direction={direction} onDirection={setDirection} />
    </Canvas>
  );
  const inspectorPanel = (
    <div ref={inspector} className="h-full min-h-0 min-w-0">
      <Inspector tab={tab} onTab={setTab} commands={commands} onShowOption={showOption} />
    </div>
  );
  const heading = <h1 className="sr-only">Modeling: {model.name}</h1>;
  // Charts are not to be drawn again because a model was saved or a block moved.
  const dock = useMemo(() => <TrainingDock projectId={projectId} modelId={modelId} />, [projectId, modelId]);

  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <ModelingTopBar
        projectId={projectId}
        modelId={modelId}
        modelName={model.name}
        datasetVersionId={datasetVersionId}
        onDatasetVersion={onDatasetVersion}
        saving={saving}
        onTakeTheirs={() => void saving.takeTheirs().then(onDatasetVersion)}
        commands={commands}
        getRequest={getRequest}
        barredReason={barredReason}
      />
      {isNarrow ? (
        <main className="flex min-h-0 flex-1 flex-col">
          {heading}
          <div className="flex justify-center border-line border-b bg-surface p-2">
            <SegmentedControl
              label="Part of the screen"
              value={pane}
              onChange={setPane}
              options={[
                { value: "model", label: "Model" },
                { value: "inspector", label: "Options" },
                { value: "training", label: "Training" },
              ]}
            />
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto">
            {pane === "model" ? canvas : pane === "inspector" ? inspectorPanel : dock}
          </div>
        </main>
      ) : (
        <main className="flex min-h-0 flex-1">
          {heading}
          <Palette
            isCollapsed={paletteState === "folded" || (paletteState === "auto" && !isRoomy)}
            onCollapse={foldPalette}
            onAdd={commands.add}
          />
          <div className="flex min-w-0 flex-1 flex-col">
            <div className="min-h-0 flex-1">{canvas}</div>
            {dock}
          </div>
          <div className="w-[340px] shrink-0">{inspectorPanel}</div>
        </main>
      )}
      <ShortcutsDialog isOpen={isHelpOpen} onOpenChange={setIsHelpOpen} />
    </div>
  );
}

/** Past the name and the buttons of the head, to what one came for. */
function focusFirstControl(place: Element | null | undefined): void {
  const control = 'input, [role="combobox"], [role="switch"]';
  for (const within of ['[aria-label="Inputs"]', '[aria-label="Parameters"]', ""]) {
    const found = [...(place?.querySelectorAll<HTMLElement>(control) ?? [])].find(
      (element) => within === "" || element.closest(within) !== null,
    );
    if (found) {
      found.focus();
      return;
    }
  }
}
