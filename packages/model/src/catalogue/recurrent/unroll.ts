/**
 * A recurrent cell over a sequence, written out place by place. The product of the whole sequence with the input kernel is one
 * contraction in front of the places; time is its outer axis, so that a place (and its gradient) is one piece of memory.
 */
import type { Value } from "@downhill/ir";
import type { BlockContext, ParameterRequest } from "../definition.ts";
import { openDropout } from "../dropElements.ts";
import type { CellStates, RecurrentCell } from "./cells.ts";

export interface UnrollRequest {
  readonly cell: RecurrentCell;
  readonly units: number;
  /** Stands in front of the names of the tensors: "forward_". */
  readonly prefix: string;
  readonly useBias: boolean;
  readonly kernelInitializer: Pick<ParameterRequest, "initializer" | "initializerSettings">;
  readonly recurrentInitializer: ParameterRequest["initializer"];
  readonly trainable: boolean;
  /** Shares of the inputs and of the last state that are dropped: the same ones at every place. */
  readonly dropout: number;
  readonly recurrentDropout: number;
  /** Reads from the end; results stay at their places. */
  readonly isBackwards: boolean;
  /** f32 `[batch, places, width]`. */
  readonly x: Value;
  /** f32 `[batch, units]`; zeros where missing. */
  readonly initialH?: Value | undefined;
  readonly initialC?: Value | undefined;
  /** `[batch, places]`: where it is 0, the place is skipped and the states stay as they are. */
  readonly mask?: Value | undefined;
}

export interface UnrolledSequence {
  /** f32 `[batch, places, units]`. */
  readonly sequence: Value;
  /** After the last place read. */
  readonly final: CellStates;
}

export function unroll(context: BlockContext, request: UnrollRequest): UnrolledSequence {
  const { builder: b } = context;
  const { cell, units, prefix, isBackwards, trainable } = request;
  const [batch = 1, places = 1, width = 1] = request.x.type.shape;
  const columns = cell.gates * units;
  const fans = { in: width, out: columns };
  const kernel = context.parameter({
    name: `${prefix}kernel`,
    shape: [width, columns],
    ...request.kernelInitializer,
    fans,
    trainable,
  });
  const recurrentKernel = context.parameter({
    name: `${prefix}recurrent_kernel`,
    shape: [units, columns],
    initializer: request.recurrentInitializer,
    fans: { in: units, out: columns },
    trainable,
  });
  const biasShape = cell.biasRows === 1 ? [columns] : [cell.biasRows, columns];
  const bias = request.useBias
    ? context.parameter({ name: `${prefix}bias`, shape: biasShape, initializer: "zeros", trainable })
    : undefined;
  const biasRow = (row: number) =>
    bias === undefined || row >= cell.biasRows
      ? undefined
      : b.reshape(b.slice(b.reshape(bias, [cell.biasRows, columns]), [row, 0], [1, columns]), [columns]);

  // Places are read in order of the program in either direction, so that their gradients lie in that order too.
  const turn = (value: Value) => (isBackwards ? b.flip(value, [1]) : value);
  const mask = request.mask && turn(request.mask);
  const x = openDropout(context, [batch, 1, width], request.dropout)(turn(request.x));
  const product = b.matmul(x, kernel);
  const inputBias = biasRow(0);
  const projected = b.permute(inputBias ? b.add(product, inputBias) : product, [1, 0, 2]);
  // Spread over all places, so that its gradient is one sum over them.
  const stateBias = biasRow(1);
  const recurrentBias = stateBias ? b.expand(stateBias, [places, batch, columns]) : undefined;
  const drop = openDropout(context, [batch, units], request.recurrentDropout);
  const placeOf = (value: Value, t: number) => b.reshape(b.slice(value, [t, 0, 0], [1, batch, columns]), [batch, columns]);

  const zeros = b.constant(0, "f32", [batch, units]);
  let h = request.initialH ?? zeros;
  let c = cell.hasCellState ? (request.initialC ?? zeros) : undefined;
  const outputs: Value[] = [];
  for (let t = 0; t < places; t++) {
    const next = cell.step({
      builder: b,
      units,
      projected: placeOf(projected, t),
      kernel: recurrentKernel,
      recurrentBias: recurrentBias && placeOf(recurrentBias, t),
      h,
      c,
      drop,
    });
    const counts = mask && b.lt(0, b.cast(b.slice(mask, [0, t], [batch, 1]), "f32"));
    if (c && next.c) c = counts ? b.select(counts, next.c, c) : next.c;
    h = counts ? b.select(counts, next.h, h) : next.h;
    outputs.push(b.reshape(h, [1, batch, units]));
  }
  return { sequence: turn(b.permute(b.concat(outputs, 0), [1, 0, 2])), final: c ? { h, c } : { h } };
}
