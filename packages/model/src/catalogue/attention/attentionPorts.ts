/** Ports of the attention blocks: what is not connected is taken from the port before it. */
import type { Value } from "@downhill/ir";
import type { BlockContext, PortDefinition } from "../definition.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";
import { maskPort, takeOptional } from "../sequences.ts";
import { single } from "../windows.ts";

export const attentionInputs: readonly PortDefinition[] = [
  { name: "query", label: "Query" },
  { name: "key", label: "Key", isOptional: true },
  { name: "value", label: "Value", isOptional: true },
  maskPort,
];

export const attentionOutputs: readonly PortDefinition[] = [
  { name: "output", label: "Output" },
  { name: "weights", label: "Attention weights" },
];

export interface AttentionInputs {
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
  readonly mask: Value | undefined;
}

/** Without a key the query attends to itself, without a value the key is the value. Fails with an issue where shapes do not fit. */
export function takeAttentionInputs(context: BlockContext, inputs: readonly (readonly Value[])[]): AttentionInputs {
  const query = single(inputs);
  const key = inputs[1]?.[0] ?? query;
  const value = inputs[2]?.[0] ?? key;
  const rank = query.type.shape.length;
  if (rank < 3) {
    context.fail(
      "needs-sequence",
      `${context.blockName} needs a sequence (places × numbers), but ${formatSampleShape(toSampleShape(query.type.shape))} comes in. ` +
        `Put an Embedding in front of it for tokens, or a Reshape block for plain numbers.`,
    );
  }
  const placesOf = ({ type }: Value) => type.shape.at(-2) ?? 1;
  if (key.type.shape.length !== rank || value.type.shape.length !== rank || placesOf(key) !== placesOf(value)) {
    const shapes = [key, value].map(({ type }) => formatSampleShape(toSampleShape(type.shape))).join(" and ");
    context.fail("shapes-differ", `${context.blockName} needs a key and a value of equally many places, but ${shapes} come in.`);
  }
  return { query, key, value, mask: takeOptional(context, inputs[3]?.[0], maskPort, [placesOf(key)]) };
}
