/**
 * Gradient clipping, before weight decay and the optimizer's rule. By value it is part of the optimizer's kernel; a norm needs the whole
 * gradient first and costs kernels of its own.
 */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { normOf } from "../catalogue/optimizers/sharedFields.ts";
import type { ModelLayout, UpdateOptions } from "./layout.ts";

/** PyTorch's `clip_grad_norm_` divides by the norm and this. */
const pytorchEpsilon = 1e-6;

export function clipGradient(builder: ProgramBuilder, gradient: Value, { tensors }: ModelLayout, options: UpdateOptions): Value {
  const { clipping, clippingThreshold: threshold, clippingForm } = options;
  switch (clipping) {
    case "none":
      return gradient;
    case "value":
      return builder.max(builder.min(gradient, threshold), -threshold);
    case "globalNorm": {
      const norm = normOf(builder, gradient);
      return builder.mul(
        gradient,
        clippingForm === "pytorch"
          ? builder.min(builder.div(threshold, builder.add(norm, pytorchEpsilon)), 1)
          : builder.div(threshold, builder.max(norm, threshold)),
      );
    }
    case "tensorNorm": {
      const trained = tensors.filter(({ arena }) => arena === "parameters").sort((a, b) => a.offset - b.offset);
      const clipped = trained.map(({ offset, size }) => {
        const own = builder.slice(gradient, [offset], [size]);
        return builder.mul(own, builder.div(threshold, builder.max(normOf(builder, own), threshold)));
      });
      return builder.pack(
        clipped,
        trained.map(({ offset }) => offset),
        gradient.type.shape[0] ?? 0,
      );
    }
  }
}
