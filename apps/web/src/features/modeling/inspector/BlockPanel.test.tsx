// @vitest-environment happy-dom
import { addBlock, blocks, checkModel, connect, createDocument, createOptions, type DatasetSignature } from "@downhill/model";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { TooltipProvider } from "../../../ui/Tooltip.tsx";
import { paletteGroups } from "../palette/blockIcons.ts";
import { searchBlocks } from "../palette/searchBlocks.ts";
import { createReportStore, ReportProvider } from "../report/ReportContext.tsx";
import { ModelingProvider } from "../state/ModelingContext.tsx";
import { createModelingStore } from "../state/modelingStore.ts";
import { BlockPanel } from "./BlockPanel.tsx";

afterEach(cleanup);

const signature: DatasetSignature = {
  features: [
    { name: "inputs", shape: [4], kind: "numeric", role: "input" },
    { name: "price", shape: [1], kind: "numeric", role: "target" },
  ],
  samples: { training: 80, validation: 10, test: 10 },
};

function openPanel(kind: string) {
  const input = addBlock(createDocument(), { kind: "input", position: { x: 0, y: 0 } });
  const added = addBlock(input.document, { kind, position: { x: 0, y: 124 } });
  const port = blocks.find((definition) => definition.kind === kind)?.inputs[0]?.name;
  const document = port
    ? connect(added.document, { blockId: input.blockId, port: "output" }, { blockId: added.blockId, port })
    : added.document;
  const store = createModelingStore({ document, options: createOptions() });
  store.getState().select({ blocks: [added.blockId] });
  const reports = createReportStore();
  reports.setState({ report: checkModel({ ...store.getState().draft, signature }) });
  render(
    <TooltipProvider>
      <ModelingProvider view={{ store, signature }}>
        <ReportProvider store={reports}>
          <BlockPanel onDuplicate={() => {}} onRemove={() => {}} />
        </ReportProvider>
      </ModelingProvider>
    </TooltipProvider>,
  );
  const block = () => store.getState().draft.document.blocks.find(({ id }) => id === added.blockId)!;
  return { store, block };
}

describe("the block panel", () => {
  it.each(blocks.map((definition) => definition.kind))("has a field for every parameter of %s", (kind) => {
    openPanel(kind);
    const definition = blocks.find((candidate) => candidate.kind === kind)!;
    const advanced = screen.queryByRole("button", { name: /^Advanced/ });
    if (advanced) fireEvent.click(advanced);
    for (const field of Object.values(definition.parameters)) {
      if (field.shownWhen) continue;
      expect(screen.getAllByText(field.label).length, field.label).toBeGreaterThan(0);
      expect(screen.getAllByText(field.help, { exact: false }).length, field.help).toBeGreaterThan(0);
    }
  });

  it("sets a parameter, and takes it away again on reset so that the default holds", () => {
    const { block } = openPanel("dense");
    fireEvent.change(screen.getByLabelText("Units"), { target: { value: "12" } });
    expect(block().parameters).toEqual({ units: 12 });
    fireEvent.click(screen.getByRole("button", { name: /^Reset Units/ }));
    expect(block().parameters).toEqual({});
  });

  it("names a stored value that the field does not take, and keeps it", () => {
    const { store, block } = openPanel("dense");
    act(() =>
      store.getState().edit((draft) => ({
        ...draft,
        document: {
          ...draft.document,
          blocks: draft.document.blocks.map((one) => (one.id === block().id ? { ...one, parameters: { units: -3 } } : one)),
        },
      })),
    );
    expect(screen.getByRole("alert").textContent).toBe("Units must be at least 1.");
    expect(block().parameters).toEqual({ units: -3 });
  });

  it("reads shapes as people write them", () => {
    const { block } = openPanel("reshape");
    fireEvent.change(screen.getByLabelText("Target shape"), { target: { value: "2x2" } });
    expect(block().parameters).toEqual({ targetShape: [2, 2] });
    fireEvent.change(screen.getByLabelText("Target shape"), { target: { value: "2x" } });
    expect(block().parameters).toEqual({ targetShape: [2] });
    fireEvent.change(screen.getByLabelText("Target shape"), { target: { value: "two" } });
    expect(screen.getByRole("alert").textContent).toMatch(/28 × 28 × 1/);
  });

  it("renames a block where its name stands", () => {
    const { block } = openPanel("dense");
    const name = screen.getByLabelText("Block name");
    fireEvent.focus(name);
    fireEvent.change(name, { target: { value: "Hidden" } });
    fireEvent.keyDown(name, { key: "Enter" });
    fireEvent.blur(name);
    expect(block().name).toBe("Hidden");
  });
});

describe("the palette", () => {
  it("shows every block in exactly one group", () => {
    const shown = paletteGroups.flatMap((group) => blocks.filter((block) => group.categories.includes(block.category)));
    expect(shown.map((block) => block.kind).sort()).toEqual(blocks.map((block) => block.kind).sort());
  });

  it("finds blocks by name, by another family's word, and by several words", () => {
    expect(searchBlocks("dense")[0]?.kind).toBe("dense");
    expect(searchBlocks("fully connected")[0]?.kind).toBe("dense");
    expect(searchBlocks("max pool")[0]?.kind).toBe("maxPooling2d");
    expect(searchBlocks("nonsense")).toEqual([]);
    expect(searchBlocks("")).toHaveLength(blocks.length);
  });
});
