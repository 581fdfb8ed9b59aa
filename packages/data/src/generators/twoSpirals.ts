import { createRandom } from "../random.ts";
import { tableFromRows } from "../table.ts";
import { formatCoordinate, type GeneratorDefinition, parameterValue, pointCount } from "./generator.ts";

export const twoSpirals: GeneratorDefinition = {
  name: "twoSpirals",
  label: "Two spirals",
  summary: "Two arms wound into each other. No straight line parts them; a small network bends one that does.",
  task: "classification",
  target: "class",
  parameters: [
    pointCount,
    {
      name: "turns",
      label: "Turns",
      help: "How far the arms wind around the centre.",
      min: 0.5,
      max: 3,
      step: 0.25,
      default: 1.5,
    },
    {
      name: "noise",
      label: "Noise",
      help: "Standard deviation of what is added to each coordinate.",
      min: 0,
      max: 0.5,
      step: 0.01,
      default: 0.03,
    },
  ],
  generate({ parameters, seed }) {
    const random = createRandom(seed);
    const noise = parameterValue(parameters, "noise");
    const turns = parameterValue(parameters, "turns");
    const rows = Array.from({ length: parameterValue(parameters, "count") }, (_, index) => {
      const arm = index % 2;
      // The square root spreads the points evenly along the arm.
      const along = 0.08 + 0.92 * Math.sqrt(random.uniform());
      const angle = along * turns * 2 * Math.PI + arm * Math.PI;
      const x = along * Math.cos(angle) + noise * random.normal();
      const y = along * Math.sin(angle) + noise * random.normal();
      return [formatCoordinate(x), formatCoordinate(y), arm === 0 ? "first" : "second"];
    });
    return { kind: "table", table: tableFromRows({ fileName: "Two spirals", names: ["x", "y", "class"], rows }) };
  },
};
