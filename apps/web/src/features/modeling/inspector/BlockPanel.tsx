"use client";
import { type BlockInstance, canConnect, connect, disconnect, getBlock, renameBlock, setParameter } from "@downhill/model";
import { Copy, MousePointer2, Trash2, X } from "lucide-react";
import { IconButton } from "../../../ui/Button.tsx";
import { EditableText } from "../../../ui/EditableText.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { formatCount, formatShape } from "../../../ui/formatNumber.ts";
import { Select } from "../../../ui/Select.tsx";
import { ParameterForm } from "../form/ParameterForm.tsx";
import { colourOfCategory, iconOfBlock } from "../palette/blockIcons.ts";
import { useBlockReport } from "../report/ReportContext.tsx";
import {
  connectionsInto,
  nameOfOutput,
  useDocumentMeaning,
  useModeling,
  useModelingStore,
  useModelingView,
  useSelectedBlock,
} from "../state/ModelingContext.tsx";
import { IssueNotice } from "./IssueNotice.tsx";

/** The selected block: its name, what it says, where its inputs come from, its parameters, what it makes. */
export function BlockPanel({ onDuplicate, onRemove }: { onDuplicate: () => void; onRemove: () => void }) {
  const block = useSelectedBlock();
  const count = useModeling((state) => state.selection.blocks.size);
  if (block) return <OneBlock key={block.id} block={block} onDuplicate={onDuplicate} onRemove={onRemove} />;
  if (count > 1) {
    return (
      <EmptyState title={`${count} blocks selected`}>
        Drag one of them to move all; Ctrl+C copies them, Ctrl+D duplicates them, Delete takes them away.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={MousePointer2} title="No block selected">
      Select a block on the canvas to set its parameters. Double-click an empty place to add one.
    </EmptyState>
  );
}

function OneBlock({ block, onDuplicate, onRemove }: { block: BlockInstance; onDuplicate: () => void; onRemove: () => void }) {
  const store = useModelingStore();
  const { signature } = useModelingView();
  const report = useBlockReport(block.id);
  const definition = getBlock(block.kind);
  const Icon = iconOfBlock(block.kind, definition?.category);
  const { edit, endGesture } = store.getState();
  return (
    <div className="space-y-3 p-4">
      <header>
        <div className="flex items-center gap-1">
          <Icon className="size-4 shrink-0" style={{ color: colourOfCategory(definition?.category) }} aria-hidden />
          <EditableText
            label="Block name"
            value={block.name}
            onChange={(name) => edit((draft) => ({ ...draft, document: renameBlock(draft.document, block.id, name) }))}
            className="flex-1 font-semibold text-lead"
          />
          <IconButton icon={Copy} label="Duplicate" shortcut="Ctrl+D" onClick={onDuplicate} />
          <IconButton icon={Trash2} label="Delete" shortcut="Delete" onClick={onRemove} />
        </div>
        <p className="mt-1 text-ink-2">
          {definition
            ? definition.summary
            : `This version does not know blocks of the kind “${block.kind}”. Replace it by another one.`}
        </p>
      </header>
      {report?.issues.map((issue) => (
        <IssueNotice key={`${issue.code} ${issue.message}`} issue={issue} />
      ))}
      <Inputs block={block} />
      {definition && Object.keys(definition.parameters).length > 0 ? (
        <section aria-label="Parameters" className="border-line border-t pt-1">
          <ParameterForm
            fields={definition.parameters}
            values={block.parameters}
            features={signature?.features}
            onChange={(name, value) =>
              edit(
                (draft) => ({ ...draft, document: setParameter(draft.document, block.id, name, value) }),
                `parameter ${block.id} ${name}`,
              )
            }
            onCommit={endGesture}
            onReset={(name) => edit((draft) => ({ ...draft, document: setParameter(draft.document, block.id, name, undefined) }))}
          />
        </section>
      ) : null}
      {definition && report ? (
        <dl className="grid grid-cols-[1fr_auto] gap-y-1 border-line border-t pt-3 text-small">
          {definition.inputs.flatMap((port) =>
            (report.inputs[port.name] ?? []).map((shape, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the shapes of one port have no other identity than their order
              <Fact key={`${port.name} ${index}`} label={`${port.label} shape`} value={formatShape(shape)} />
            )),
          )}
          {definition.outputs.map((port) => {
            const shape = report.outputs[port.name];
            return shape ? <Fact key={port.name} label={`${port.label} shape`} value={formatShape(shape)} /> : null;
          })}
          <Fact label="Parameters" value={formatCount(report.parameterCount)} />
        </dl>
      ) : null}
    </div>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="num text-right">{value}</dd>
    </>
  );
}

/** Where the inputs come from, as lists: what the pointer does by lines, the keyboard does here. */
function Inputs({ block }: { block: BlockInstance }) {
  const store = useModelingStore();
  const document = useDocumentMeaning();
  const ports = getBlock(block.kind)?.inputs ?? [];
  if (ports.length === 0) return null;
  const { edit } = store.getState();
  const nothing = "nothing";

  function sources(port: string, besides: readonly string[]) {
    return document.blocks.flatMap((source) =>
      (getBlock(source.kind)?.outputs ?? []).flatMap((output) => {
        const value = JSON.stringify([source.id, output.name]);
        const from = { blockId: source.id, port: output.name };
        const isCurrent = document.connections.some(
          ({ from: end, to }) =>
            end.blockId === source.id && end.port === output.name && to.blockId === block.id && to.port === port,
        );
        if (besides.includes(value) || (!isCurrent && canConnect(document, from, { blockId: block.id, port }) !== null))
          return [];
        return [{ value, label: nameOfOutput(source, output.name) }];
      }),
    );
  }

  function join(port: string, value: string, replaced: string | null) {
    const parsed: unknown = value === nothing ? null : JSON.parse(value);
    edit((draft) => {
      const opened = replaced ? disconnect(draft.document, [replaced]) : draft.document;
      if (!Array.isArray(parsed)) return { ...draft, document: opened };
      const from = { blockId: String(parsed[0]), port: String(parsed[1]) };
      return { ...draft, document: connect(opened, from, { blockId: block.id, port }) };
    });
  }

  return (
    <section aria-label="Inputs" className="space-y-1.5 border-line border-t pt-3">
      {ports.map((port) => {
        const incoming = connectionsInto(document.connections, block.id).filter((connection) => connection.to.port === port.name);
        const used = incoming.map((connection) => JSON.stringify([connection.from.blockId, connection.from.port]));
        const label = port.isVariadic ? `${port.label} from` : ports.length > 1 ? `${port.label} from` : "Input from";
        if (port.isVariadic) {
          const more = sources(port.name, used);
          return (
            <div key={port.name} className="grid grid-cols-[minmax(0,1fr)_minmax(96px,56%)] items-start gap-2">
              <span className="pt-1 font-medium">{label}</span>
              <div className="space-y-1">
                {incoming.map((connection) => {
                  const source = document.blocks.find((candidate) => candidate.id === connection.from.blockId);
                  return (
                    <div key={connection.id} className="flex h-7 items-center gap-1 rounded-md bg-sunken pl-2">
                      <span className="min-w-0 flex-1 truncate">{source ? nameOfOutput(source, connection.from.port) : "?"}</span>
                      <IconButton
                        icon={X}
                        size="small"
                        label={`Disconnect ${source?.name ?? "it"}`}
                        onClick={() => join(port.name, nothing, connection.id)}
                      />
                    </div>
                  );
                })}
                {more.length > 0 ? (
                  <Select
                    aria-label={`Add an input to ${block.name}`}
                    value={undefined}
                    placeholder="Add an input"
                    onChange={(value) => join(port.name, value, null)}
                    options={more}
                  />
                ) : null}
              </div>
            </div>
          );
        }
        return (
          <div key={port.name} className="grid grid-cols-[minmax(0,1fr)_minmax(96px,56%)] items-center gap-2">
            <span className="font-medium">{label}</span>
            <Select
              aria-label={label}
              value={used[0] ?? nothing}
              onChange={(value) => join(port.name, value, incoming[0]?.id ?? null)}
              options={[{ value: nothing, label: "Nothing" }, ...sources(port.name, [])]}
            />
          </div>
        );
      })}
    </section>
  );
}
