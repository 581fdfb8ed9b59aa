import { permuteIndex, threefry2x32 } from "@downhill/ir";
import { getInput, type Kernel, type KernelRequest } from "./kernel.ts";
import { asIntegers } from "./storage.ts";

export function compileRandomBits({ operation, inputs, output }: KernelRequest<"randomBits">): Kernel {
  const key = getInput(inputs, 0).storage;
  const counter = getInput(inputs, 1).storage;
  const out = asIntegers(output);
  return () => {
    for (let i = 0; i < out.length; i++) out[i] = threefry2x32(key[0]!, operation.stream, i, counter[0]!)[0];
  };
}

export function compilePermuteIndex({ operation, inputs, output }: KernelRequest<"permuteIndex">): Kernel {
  const { storage: position, stride } = getInput(inputs, 0);
  const key = getInput(inputs, 1).storage;
  const out = asIntegers(output);
  return () => {
    for (let i = 0; i < out.length; i++) out[i] = permuteIndex(position[i * stride]!, key[0]!, operation.count);
  };
}
