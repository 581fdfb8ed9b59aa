import type { ProgramBuilder, Value } from "@downhill/ir";

/** Numbers that belong to the options and not to the dataset, such as one weight per class: data tensors "constant/<n>". */
export interface Constants {
  vector(values: readonly number[]): Value;
  /** By name. Programs of one model that ask for the same vectors in the same order share them. */
  readonly values: Readonly<Record<string, Float32Array>>;
}

export function openConstants(builder: ProgramBuilder): Constants {
  const values: Record<string, Float32Array> = {};
  return {
    vector(numbers) {
      const name = `constant/${Object.keys(values).length}`;
      values[name] = Float32Array.from(numbers);
      return builder.data(name, { dtype: "f32", shape: [numbers.length] });
    },
    values,
  };
}
