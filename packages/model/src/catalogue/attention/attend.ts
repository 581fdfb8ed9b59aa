/**
 * Scaled dot product attention: weights = softmax(scale · query · keyᵀ), output = weights · value. Masked places get a score so
 * low that their weight is exactly 0; a query with no place to attend to spreads its weight evenly.
 */
import type { Value } from "@downhill/ir";
import type { BlockContext } from "../definition.ts";
import { openDropout } from "../dropElements.ts";

export interface AttentionRequest {
  /**
   * f32 of equal rank: axis 0 the batch, the last axis numbers, `placeAxis` the places, all others are done apart (heads).
   * Key and value have equally many places; query and key equally many numbers.
   */
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
  readonly placeAxis: number;
  readonly scale: number;
  /** A query attends to no place behind its own. */
  readonly causal: boolean;
  /** `[batch, places of key]`: 0 where nothing may attend to. */
  readonly mask?: Value | undefined;
  readonly dropout: number;
}

export interface Attended {
  /** `[batch, ...others, places of query, numbers of value]`. */
  readonly output: Value;
  /** `[batch, ...others, places of query, places of key]`, before dropout. */
  readonly weights: Value;
}

const hidden = -1e30;

export function attend(context: BlockContext, request: AttentionRequest): Attended {
  const { builder: b } = context;
  const { query, key, value, placeAxis, scale, causal, mask } = request;
  const last = query.type.shape.length - 1;
  const apart = query.type.shape.flatMap((_size, axis) => (axis === placeAxis || axis === last ? [] : [axis]));
  const pairs = apart.map((axis) => [axis, axis] as const);
  let scores = b.mul(b.dot(query, key, { batch: pairs, contract: [[last, last]] }), scale);
  const shape = scores.type.shape;
  const rank = shape.length;
  if (causal) {
    const places = { dtype: "i32", shape: shape.slice(-2) } as const;
    scores = b.select(b.ge(b.iota(places, 0), b.iota(places, 1)), scores, hidden);
  }
  if (mask) {
    const isSeen = b.lt(0, b.cast(mask, "f32"));
    const aligned = b.reshape(
      isSeen,
      shape.map((size, axis) => (axis === 0 || axis === rank - 1 ? size : 1)),
    );
    scores = b.select(aligned, scores, hidden);
  }
  const weights = b.softmax(scores, -1);
  const dropped = openDropout(context, shape, request.dropout)(weights);
  const output = b.dot(dropped, value, {
    batch: apart.map((axis, place) => [place, axis] as const),
    contract: [[rank - 1, placeAxis]],
  });
  return { output, weights };
}
