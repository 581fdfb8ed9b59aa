/** Recurrent and attention cases of layers.json as blocks. Their tensors have the same names here and there. */
import type { LayerCase } from "./caseSchemas.ts";
import type { LayerStep } from "./layerStep.ts";

/** Null when the kind is none of theirs. */
export function planSequence({ kind, config, inputs, params }: LayerCase): readonly LayerStep[] | null {
  const useBias = "bias" in params;
  const { units, return_sequences: returnSequences } = config;
  const states = [returnSequences ? "sequence" : null, "final_h"];
  switch (kind) {
    case "simple_rnn":
      return [step("simpleRnn", { units, returnSequences, useBias, activation: config.activation }, states)];
    case "lstm":
      return [step("lstm", { units, returnSequences, useBias }, [...states, "final_c"])];
    case "gru":
      return [step("gru", { units, returnSequences, useBias, resetAfter: config.reset_after }, states)];
    case "bidirectional_lstm": {
      const merge = config.merge === "concat" ? "concatenate" : config.merge;
      return [step("bidirectional", { cell: "lstm", units, returnSequences, merge }, ["sequence"])];
    }
    case "scaled_dot_product_attention": {
      const width = inputs.query?.shape.at(-1) ?? 1;
      const scale = typeof config.scale === "number" ? config.scale : 1 / Math.sqrt(width);
      return [step("attention", { causal: config.causal, scale }, ["output", "weights"])];
    }
    case "multi_head_self_attention": {
      const { heads, head_dim: headSize, causal } = config;
      return [step("multiHeadAttention", { heads, headSize, causal, useBias: "bq" in params }, ["output", "weights"])];
    }
    default:
      return null;
  }
}

/** What the case calls the input at an optional port. */
export const portInputs: Readonly<Record<string, string>> = { state: "initial_h", cellState: "initial_c", mask: "key_keep" };

function step(kind: string, parameters: Readonly<Record<string, unknown>>, outputs: readonly (string | null)[]): LayerStep {
  return { kind, parameters, mode: "training", tensors: {}, outputs };
}
