import { createRandom } from "../random.ts";
import { tableFromRows } from "../table.ts";
import { formatCoordinate, type GeneratorDefinition, parameterValue, pointCount } from "./generator.ts";

export const circles: GeneratorDefinition = {
  name: "circles",
  label: "Circles",
  summary: "A ring around a ring. One hidden layer is enough, none is not.",
  task: "classification",
  target: "class",
  parameters: [
    pointCount,
    {
      name: "ratio",
      label: "Inner radius",
      help: "Radius of the inner ring; the outer one has radius 1.",
      min: 0.1,
      max: 0.9,
      step: 0.05,
      default: 0.5,
    },
    {
      name: "noise",
      label: "Noise",
      help: "Standard deviation of what is added to each coordinate.",
      min: 0,
      max: 0.5,
      step: 0.01,
      default: 0.08,
    },
  ],
  generate({ parameters, seed }) {
    const random = createRandom(seed);
    const noise = parameterValue(parameters, "noise");
    const ratio = parameterValue(parameters, "ratio");
    const rows = Array.from({ length: parameterValue(parameters, "count") }, (_, index) => {
      const inner = index % 2 === 0;
      const radius = inner ? ratio : 1;
      const angle = 2 * Math.PI * random.uniform();
      const x = radius * Math.cos(angle) + noise * random.normal();
      const y = radius * Math.sin(angle) + noise * random.normal();
      return [formatCoordinate(x), formatCoordinate(y), inner ? "inner" : "outer"];
    });
    return { kind: "table", table: tableFromRows({ fileName: "Circles", names: ["x", "y", "class"], rows }) };
  },
};
