import { createRandom } from "../random.ts";
import { tableFromRows } from "../table.ts";
import { formatCoordinate, type GeneratorDefinition, parameterValue, pointCount } from "./generator.ts";

export const regressionSurface: GeneratorDefinition = {
  name: "regressionSurface",
  label: "Regression surface",
  summary: "A rolling surface over a square: predict its height, sin(πx) · cos(πy / 2) + x / 2, from x and y.",
  task: "regression",
  target: "height",
  parameters: [
    { ...pointCount, default: 1000 },
    { name: "waves", label: "Waves", help: "How often the surface rises and falls.", min: 0.5, max: 3, step: 0.25, default: 1 },
    {
      name: "noise",
      label: "Noise",
      help: "Standard deviation of what is added to the height.",
      min: 0,
      max: 0.5,
      step: 0.01,
      default: 0.05,
    },
  ],
  generate({ parameters, seed }) {
    const random = createRandom(seed);
    const noise = parameterValue(parameters, "noise");
    const waves = parameterValue(parameters, "waves");
    const rows = Array.from({ length: parameterValue(parameters, "count") }, () => {
      const x = 2 * random.uniform() - 1;
      const y = 2 * random.uniform() - 1;
      const height = Math.sin(Math.PI * waves * x) * Math.cos((Math.PI * waves * y) / 2) + x / 2 + noise * random.normal();
      return [formatCoordinate(x), formatCoordinate(y), formatCoordinate(height)];
    });
    return { kind: "table", table: tableFromRows({ fileName: "Regression surface", names: ["x", "y", "height"], rows }) };
  },
};
