import { createRandom } from "../random.ts";
import { tableFromRows } from "../table.ts";
import { formatCoordinate, type GeneratorDefinition, parameterValue, pointCount } from "./generator.ts";

export const xor: GeneratorDefinition = {
  name: "xor",
  label: "XOR",
  summary: "Four quarters, opposite ones of the same class: the smallest problem that needs a hidden layer.",
  task: "classification",
  target: "class",
  parameters: [
    pointCount,
    {
      name: "noise",
      label: "Noise",
      help: "Standard deviation of what is added to each coordinate.",
      min: 0,
      max: 0.5,
      step: 0.01,
      default: 0.05,
    },
  ],
  generate({ parameters, seed }) {
    const random = createRandom(seed);
    const noise = parameterValue(parameters, "noise");
    const rows = Array.from({ length: parameterValue(parameters, "count") }, () => {
      const x = 2 * random.uniform() - 1;
      const y = 2 * random.uniform() - 1;
      const label = x > 0 === y > 0 ? "same signs" : "different signs";
      return [formatCoordinate(x + noise * random.normal()), formatCoordinate(y + noise * random.normal()), label];
    });
    return { kind: "table", table: tableFromRows({ fileName: "XOR", names: ["x", "y", "class"], rows }) };
  },
};
