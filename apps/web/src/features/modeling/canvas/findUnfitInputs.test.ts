import { addBlock, connect, createDocument, createOptions, type DatasetSignature } from "@downhill/model";
import { describe, expect, it } from "vitest";
import { findUnfitInputs } from "./findUnfitInputs.ts";

const signature: DatasetSignature = {
  features: [
    { name: "inputs", shape: [4], kind: "numeric", role: "input" },
    { name: "price", shape: [1], kind: "numeric", role: "target" },
  ],
  samples: { training: 80, validation: 10, test: 10 },
};

function sketch() {
  let document = createDocument();
  const place = (kind: string, parameters = {}) => {
    const added = addBlock(document, { kind, parameters, position: { x: 0, y: 0 } });
    document = added.document;
    return added.blockId;
  };
  const ids = {
    input: place("input"),
    dense: place("dense"),
    pooling: place("maxPooling2d"),
    target: place("target"),
    add: place("add"),
  };
  document = connect(document, { blockId: ids.input, port: "output" }, { blockId: ids.dense, port: "input" });
  return { ids, draft: { document, options: createOptions() } };
}

describe("inputs that cannot take a line", () => {
  it("are those of other shapes", () => {
    const { ids, draft } = sketch();
    const unfit = findUnfitInputs(draft, { blockId: ids.input, port: "output" }, signature);
    expect(unfit).toContain(`${ids.pooling}.input`);
    expect(unfit).not.toContain(`${ids.dense}.input`);
    expect(unfit).not.toContain(`${ids.add}.inputs`);
  });

  it("are those that would close a circle, also while no data is known", () => {
    const { ids, draft } = sketch();
    const document = connect(draft.document, { blockId: ids.dense, port: "output" }, { blockId: ids.add, port: "inputs" });
    const unfit = findUnfitInputs({ ...draft, document }, { blockId: ids.add, port: "output" }, null);
    expect(unfit).toContain(`${ids.dense}.input`);
    expect(unfit).not.toContain(`${ids.pooling}.input`);
  });
});
