import { createRandom } from "../random.ts";
import { tableFromRows } from "../table.ts";
import { formatCoordinate, type GeneratorDefinition, parameterValue, pointCount } from "./generator.ts";

export const gaussianBlobs: GeneratorDefinition = {
  name: "gaussianBlobs",
  label: "Gaussian blobs",
  summary: "Round clouds of points around a circle, one class each. The further they spread, the more they overlap.",
  task: "classification",
  target: "class",
  parameters: [
    pointCount,
    { name: "classes", label: "Classes", help: "How many clouds there are.", min: 2, max: 10, step: 1, default: 3 },
    {
      name: "spread",
      label: "Spread",
      help: "Standard deviation of a cloud; the centres lie on a circle of radius 1.",
      min: 0.05,
      max: 1,
      step: 0.05,
      default: 0.25,
    },
  ],
  generate({ parameters, seed }) {
    const random = createRandom(seed);
    const classes = Math.round(parameterValue(parameters, "classes"));
    const spread = parameterValue(parameters, "spread");
    const rows = Array.from({ length: parameterValue(parameters, "count") }, (_, index) => {
      const cloud = index % classes;
      const angle = (2 * Math.PI * cloud) / classes;
      const x = Math.cos(angle) + spread * random.normal();
      const y = Math.sin(angle) + spread * random.normal();
      return [formatCoordinate(x), formatCoordinate(y), `blob ${cloud + 1}`];
    });
    return { kind: "table", table: tableFromRows({ fileName: "Gaussian blobs", names: ["x", "y", "class"], rows }) };
  },
};
