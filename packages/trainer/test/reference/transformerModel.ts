/** The transformer of a run case, whose words describe the net as a whole: sizes come from the names and shapes of its weights. */
import { addBlock, connect, createDocument, type ModelDocument } from "@downhill/model";
import type { RunCase } from "./caseSchemas.ts";

/** Null when the case is no transformer, or one of another make. */
export function buildTransformer({ model, weights }: RunCase): ModelDocument | null {
  const [vocabulary, width] = weights["token/table"]?.shape ?? [];
  const words = model.join("\n");
  const attention = /attention: (causal, )?(\d+) heads? of (\d+), scale 1\/sqrt\(\d+\), biases on q, k, v, o/.exec(words);
  const epsilon = /layer norm over the last axis, epsilon ([\d.e-]+)/.exec(words);
  const activation = { gelu_tanh: "geluTanh", gelu_erf: "gelu", relu: "relu", silu: "swish" }[
    /mlp2\((\w+)\(/.exec(words)?.[1] ?? ""
  ];
  const isBeforeParts = /h \+= attention\(norm1\(h\)\)/.test(words);
  const head = weights["head/kernel"]?.shape[1];
  if (!vocabulary || !width || !attention || !epsilon || !activation || !isBeforeParts || !head) return null;

  let document = createDocument();
  let last: string | null = null;
  const append = (kind: string, id: string, parameters: Readonly<Record<string, unknown>>) => {
    document = addBlock(document, { kind, id, parameters, position: { x: 0, y: document.blocks.length * 120 } }).document;
    if (last !== null) document = connect(document, { blockId: last, port: "output" }, { blockId: id, port: "input" });
    last = id;
  };
  append("input", "input", { feature: "x" });
  append("embedding", "token", { vocabulary, units: width });
  append("positionEmbedding", "position", {});
  const blocks = new Set(Object.keys(weights).flatMap((name) => /^(block\d+)\//.exec(name)?.[1] ?? []));
  for (const id of blocks) {
    append("transformerBlock", id, {
      heads: Number(attention[2]),
      headSize: Number(attention[3]),
      causal: attention[1] !== undefined,
      expansion: (weights[`${id}/mlp1/kernel`]?.shape[1] ?? width) / width,
      activation,
      epsilon: Number(epsilon[1]),
    });
  }
  append("layerNormalization", "norm", { epsilon: Number(epsilon[1]) });
  append("dense", "head", { units: head, activation: "linear", useBias: "head/bias" in weights });
  append("target", "target", { feature: "y" });
  return document;
}
