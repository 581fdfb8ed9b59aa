// @vitest-environment happy-dom
import { checkModel, type DatasetSignature, proposeModel, proposeOptions } from "@downhill/model";
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { TooltipProvider } from "../../../ui/Tooltip.tsx";
import { createReportStore, ReportProvider } from "../report/ReportContext.tsx";
import { ModelingProvider } from "../state/ModelingContext.tsx";
import { createModelingStore } from "../state/modelingStore.ts";
import { batchFacts } from "./batchFacts.ts";
import { OptionsPanel } from "./OptionsPanel.tsx";

afterEach(cleanup);

const signature: DatasetSignature = {
  features: [
    { name: "inputs", shape: [4], kind: "numeric", role: "input" },
    { name: "species", shape: [3], kind: "categorical", role: "target", classes: ["a", "b", "c"] },
  ],
  samples: { training: 120, validation: 15, test: 15 },
};

function openPanel() {
  const document = proposeModel(signature);
  const store = createModelingStore({ document, options: proposeOptions(document, signature) });
  const reports = createReportStore();
  reports.setState({ report: checkModel({ ...store.getState().draft, signature }) });
  render(
    <TooltipProvider>
      <ModelingProvider view={{ store, signature }}>
        <ReportProvider store={reports}>
          <OptionsPanel />
        </ReportProvider>
      </ModelingProvider>
    </TooltipProvider>,
  );
  return store;
}

describe("the compiler options panel", () => {
  it("says how many updates an epoch has and what the last batch holds", () => {
    const store = openPanel();
    store.getState().edit((draft) => ({ ...draft, options: { ...draft.options, batchSize: 32 } }));
    fireEvent.change(screen.getByLabelText("Batch size"), { target: { value: "50" } });
    expect(store.getState().draft.options.batchSize).toBe(50);
    expect(screen.getByText("3 updates per epoch, the last batch holds 20.")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Full batch (120)" }));
    expect(store.getState().draft.options.batchSize).toBe(120);
    fireEvent.click(screen.getByRole("button", { name: "Online (1)" }));
    expect(store.getState().draft.options.batchSize).toBe(1);
  });

  it("makes typing in one field one step, and each field its own", () => {
    const store = openPanel();
    const epochs = store.getState().draft.options.epochs;
    const field = screen.getByLabelText("Epochs");
    for (const text of ["7", "70", "700"]) fireEvent.change(field, { target: { value: text } });
    fireEvent.blur(field);
    fireEvent.change(screen.getByLabelText("Weight seed"), { target: { value: "9" } });
    expect(store.getState().past).toHaveLength(2);
    store.getState().undo();
    expect(store.getState().draft.options).toMatchObject({ epochs: 700, weightSeed: 1 });
    store.getState().undo();
    expect(store.getState().draft.options.epochs).toBe(epochs);
  });

  it("keeps the last good learning rate while nonsense stands in the field", () => {
    const store = openPanel();
    const field = screen.getAllByLabelText("Learning rate").find((element) => element.tagName === "INPUT");
    if (!field) throw new Error("There is no field for the learning rate.");
    fireEvent.change(field, { target: { value: "3e-3" } });
    fireEvent.change(field, { target: { value: "30" } });
    expect(store.getState().draft.options.learningRate).toBe(0.003);
    expect(screen.getByRole("alert").textContent).toBe("Must be at most 10.");
  });

  it("sets the whole group of a family's defaults in one step", () => {
    const store = openPanel();
    const family = screen.getByRole("group", { name: "Defaults of" });
    fireEvent.click(within(family).getByRole("button", { name: "Keras" }));
    expect(store.getState().draft.options.optimizer.parameters).toMatchObject({ epsilon: 1e-7, form: "keras" });
    expect(store.getState().past).toHaveLength(1);
    expect(within(family).getByRole("button", { name: "Keras" }).getAttribute("aria-pressed")).toBe("true");
  });

  it("offers the defaults of the libraries that have the optimizer", () => {
    const store = openPanel();
    const offered = (kind: string) => {
      act(() =>
        store.getState().edit((draft) => ({ ...draft, options: { ...draft.options, optimizer: { kind, parameters: {} } } })),
      );
      return within(screen.getByRole("group", { name: "Defaults of" }))
        .getAllByRole("button")
        .map((button) => button.textContent);
    };
    expect(offered("adamw")).toEqual(["Keras", "PyTorch"]);
    expect(offered("lion")).toEqual(["Keras"]);
    expect(offered("rprop")).toEqual(["PyTorch"]);
  });

  it("offers only metrics that fit the target", () => {
    const store = openPanel();
    expect(screen.queryByLabelText("R²")).toBeNull();
    const accuracy = screen.getByRole("switch", { name: "Accuracy" });
    expect(accuracy.getAttribute("aria-checked")).toBe("true");
    fireEvent.click(accuracy);
    expect(store.getState().draft.options.metrics).not.toContain("accuracy");
  });
});

describe("options that hang on others", () => {
  it("come and go with them", () => {
    const store = openPanel();
    expect(screen.queryByLabelText("Warm-up steps")).toBeNull();
    expect(screen.queryByLabelText("Largest gradient")).toBeNull();
    act(() =>
      store.getState().edit((draft) => ({ ...draft, options: { ...draft.options, warmup: "linear", clipping: "value" } })),
    );
    expect(screen.getByLabelText("Warm-up steps")).toBeTruthy();
    expect(screen.queryByLabelText("Warm-up start")).toBeNull();
    expect(screen.getAllByLabelText("Largest gradient").length).toBeGreaterThan(0);
  });

  it("an update over several batches is counted as one", () => {
    expect(batchFacts(120, 32, 3)).toEqual({
      updates: 2,
      last: 24,
      sentence: "2 updates per epoch from 4 batches, the last batch holds 24.",
    });
  });
});

describe("batchFacts", () => {
  it.each([
    [2560, 32, 80, 32, "80 updates per epoch, every batch is full."],
    [120, 32, 4, 24, "4 updates per epoch, the last batch holds 24."],
    [120, 500, 1, 120, "1 update per epoch, with all 120 samples."],
    [3, 1, 3, 1, "3 updates per epoch, every batch is full."],
    [0, 32, 0, 0, "There are no training samples."],
  ])("%d samples in batches of %d", (samples, batchSize, updates, last, sentence) => {
    expect(batchFacts(samples, batchSize)).toEqual({ updates, last, sentence });
  });
});
