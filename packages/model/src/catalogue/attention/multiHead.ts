/** Multi-head attention with its four projections: used by the block of that name and inside the transformer block. */
import type { Value } from "@downhill/ir";
import type { BlockContext, ParameterRequest } from "../definition.ts";
import { attend } from "./attend.ts";

export interface MultiHeadRequest {
  /** f32 `[batch, places, width]`; the widths may differ. */
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
  readonly mask?: Value | undefined;
  readonly heads: number;
  /** Numbers of a head; 0 shares the query's width among the heads. */
  readonly headSize: number;
  readonly causal: boolean;
  readonly useBias: boolean;
  readonly dropout: number;
  readonly initializer: Pick<ParameterRequest, "initializer" | "initializerSettings">;
  readonly trainable: boolean;
}

/**
 * Columns h · size to (h + 1) · size − 1 of wq, wk and wv belong to head h, and so do these rows of wo. The output has the query's
 * width; the weights are `[batch, heads, places of query, places of key]`.
 */
export function attendWithHeads(context: BlockContext, request: MultiHeadRequest): { output: Value; weights: Value } {
  const { builder: b } = context;
  const { heads, initializer, trainable, useBias } = request;
  const [batch = 1, places = 1, width = 1] = request.query.type.shape;
  const size = request.headSize === 0 ? width / heads : request.headSize;
  if (!Number.isInteger(size)) {
    context.fail(
      "heads-do-not-divide",
      `${context.blockName} has ${heads} heads, which do not divide the width ${width}. Change the heads, or set a head size.`,
    );
  }
  const inner = heads * size;
  const project = (x: Value, name: string, columns: number) => {
    const rows = x.type.shape.at(-1) ?? 1;
    const fans = { in: rows, out: columns };
    const kernel = context.parameter({ name: `w${name}`, shape: [rows, columns], ...initializer, fans, trainable });
    const product = b.matmul(x, kernel);
    if (!useBias) return product;
    return b.add(product, context.parameter({ name: `b${name}`, shape: [columns], initializer: "zeros", trainable }));
  };
  const cut = (x: Value, name: string) => {
    const projected = project(x, name, inner);
    return b.reshape(projected, [batch, x.type.shape[1] ?? 1, heads, size]);
  };
  const { output, weights } = attend(context, {
    query: cut(request.query, "q"),
    key: cut(request.key, "k"),
    value: cut(request.value, "v"),
    placeAxis: 1,
    scale: 1 / Math.sqrt(size),
    causal: request.causal,
    mask: request.mask,
    dropout: request.dropout,
  });
  const joined = b.reshape(b.permute(output, [0, 2, 1, 3]), [batch, places, inner]);
  return { output: project(joined, "o", width), weights };
}
