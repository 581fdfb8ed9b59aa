"use client";
import { memo } from "react";
import { CountBadge } from "../../../ui/Badge.tsx";
import { TabPanel, Tabs } from "../../../ui/Tabs.tsx";
import { useReport } from "../report/ReportContext.tsx";
import type { ModelingCommands } from "../state/useModelingCommands.ts";
import { BlockPanel } from "./BlockPanel.tsx";
import { InformationPanel } from "./InformationPanel.tsx";
import { OptionsPanel } from "./OptionsPanel.tsx";

export const inspectorTabs = ["block", "options", "information"] as const;
export type InspectorTab = (typeof inspectorTabs)[number];

export const Inspector = memo(function Inspector({
  tab,
  onTab,
  commands,
  onShowOption,
}: {
  tab: InspectorTab;
  onTab: (tab: InspectorTab) => void;
  commands: ModelingCommands;
  onShowOption: (option: string) => void;
}) {
  const report = useReport();
  const errors = report?.issues.filter((issue) => issue.severity === "error").length ?? 0;
  const others = (report?.issues.length ?? 0) - errors;
  return (
    <aside
      aria-label="Inspector"
      className="flex h-full min-h-0 min-w-0 flex-col border-line border-l bg-surface max-md:border-l-0"
    >
      <Tabs
        label="Inspector"
        value={tab}
        onChange={onTab}
        className="h-full"
        tabs={[
          { value: "block", label: "Block" },
          { value: "options", label: "Compiler options" },
          {
            value: "information",
            label: "Information",
            badge: errors > 0 ? <CountBadge count={errors} tone="danger" /> : <CountBadge count={others} tone="warning" />,
          },
        ]}
      >
        <TabPanel value="block" className="overflow-y-auto">
          <BlockPanel onDuplicate={commands.duplicate} onRemove={commands.remove} />
        </TabPanel>
        <TabPanel value="options" className="overflow-y-auto">
          <OptionsPanel />
        </TabPanel>
        <TabPanel value="information" className="overflow-y-auto">
          <InformationPanel
            onShowBlock={(blockId) => {
              commands.showBlock(blockId);
              onTab("block");
            }}
            onShowOption={onShowOption}
          />
        </TabPanel>
      </Tabs>
    </aside>
  );
});
