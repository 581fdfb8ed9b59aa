/** Operations that only move elements. `reshape` is missing: it shares the array of its operand. */
import { computeStrides, countElements } from "@downhill/ir";
import { compileCopy } from "./copyStrided.ts";
import { getInput, type Kernel, type KernelRequest } from "./kernel.ts";

export function compilePermute({ operation, inputs, output, type }: KernelRequest<"permute">): Kernel {
  const { storage, type: inputType } = getInput(inputs, 0);
  const inputStrides = computeStrides(inputType.shape);
  const strides = operation.axes.map((axis) => inputStrides[axis]!);
  return compileCopy(
    type.shape,
    { storage, offset: 0, strides },
    { storage: output, offset: 0, strides: computeStrides(type.shape) },
  );
}

export function compileExpand({ inputs, output, type }: KernelRequest<"expand">): Kernel {
  const { storage, type: inputType } = getInput(inputs, 0);
  if (storage.length === 1) {
    return () => {
      output.fill(storage[0]!);
    };
  }
  const strides = computeStrides(inputType.shape).map((stride, axis) => (inputType.shape[axis] === 1 ? 0 : stride));
  return compileCopy(
    type.shape,
    { storage, offset: 0, strides },
    { storage: output, offset: 0, strides: computeStrides(type.shape) },
  );
}

export function compileSlice({ operation, inputs, output, type }: KernelRequest<"slice">): Kernel {
  const { storage, type: inputType } = getInput(inputs, 0);
  const inputStrides = computeStrides(inputType.shape);
  const offset = operation.starts.reduce((sum, start, axis) => sum + start * inputStrides[axis]!, 0);
  const strides = inputStrides.map((stride, axis) => stride * operation.strides[axis]!);
  return compileCopy(
    type.shape,
    { storage, offset, strides },
    { storage: output, offset: 0, strides: computeStrides(type.shape) },
  );
}

export function compileFlip({ operation, inputs, output, type }: KernelRequest<"flip">): Kernel {
  const { storage } = getInput(inputs, 0);
  const straight = computeStrides(type.shape);
  let offset = 0;
  const strides = straight.map((stride, axis) => {
    if (!operation.axes.includes(axis)) return stride;
    offset += (type.shape[axis]! - 1) * stride;
    return -stride;
  });
  return compileCopy(type.shape, { storage, offset, strides }, { storage: output, offset: 0, strides: straight });
}

export function compilePad({ operation, inputs, output, type }: KernelRequest<"pad">): Kernel {
  const { storage, type: inputType } = getInput(inputs, 0);
  const strides = computeStrides(type.shape);
  const offset = operation.low.reduce((sum, low, axis) => sum + low * strides[axis]!, 0);
  const copy = compileCopy(
    inputType.shape,
    { storage, offset: 0, strides: computeStrides(inputType.shape) },
    { storage: output, offset, strides },
  );
  return () => {
    output.fill(operation.value);
    copy();
  };
}

export function compileConcat({ operation, inputs, output, type }: KernelRequest<"concat">): Kernel {
  const strides = computeStrides(type.shape);
  let start = 0;
  const copies = inputs.map(({ storage, type: inputType }) => {
    const source = { storage, offset: 0, strides: computeStrides(inputType.shape) };
    const copy = compileCopy(inputType.shape, source, { storage: output, offset: start * strides[operation.axis]!, strides });
    start += inputType.shape[operation.axis]!;
    return copy;
  });
  return () => {
    for (const copy of copies) copy();
  };
}

export function compilePack({ operation, inputs, output }: KernelRequest<"pack">): Kernel {
  const copies = inputs.map(({ storage, type }, index) => {
    const source = { storage, offset: 0, strides: [1] };
    return compileCopy([countElements(type.shape)], source, { storage: output, offset: operation.offsets[index]!, strides: [1] });
  });
  return () => {
    output.fill(0);
    for (const copy of copies) copy();
  };
}
