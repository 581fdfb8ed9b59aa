/** The plan of the reference target: every node a kernel of its own, nothing fused. */
import { countElements, countFlops, countProgramFlops, type Program, type TensorType } from "@downhill/ir";
import type { Plan, PlanKernel } from "../../plan.ts";
import { isComputed } from "./kernels.ts";

const floatBytes = 8;

function countBytes(types: Readonly<Record<string, TensorType>>): number {
  return Object.values(types).reduce(
    (sum, { dtype, shape }) => sum + countElements(shape) * (dtype === "f32" ? floatBytes : 4),
    0,
  );
}

export function makeReferencePlan(program: Program, activationBytes: number, maxStepsPerSubmit: number): Plan {
  const kernels: PlanKernel[] = [];
  program.nodes.forEach((node, value) => {
    const { operation, inputs, origin } = node;
    if (!isComputed(operation.op)) return;
    const name =
      operation.op === "unary" || operation.op === "binary" || operation.op === "reduce" ? operation.operator : operation.op;
    const operandElements = inputs.reduce((sum, input) => sum + countElements(program.nodes[input]!.type.shape), 0);
    kernels.push({
      id: kernels.length,
      name,
      origins: origin === undefined ? [] : [origin],
      parts: [{ computes: [value], stores: [], schedule: { kind: "elementwise", width: 1 }, workgroups: 1 }],
      workgroupSize: 1,
      workgroups: [1, 1],
      bindings: [],
      usesScalars: false,
      flops: countFlops(program, node),
      trafficBytes: floatBytes * (operandElements + countElements(node.type.shape)),
      notes: [],
    });
  });
  const stateBytes = countBytes(program.states);
  const dataBytes = countBytes(program.data);
  const inputBytes = countBytes(program.inputs);
  const outputBytes = program.outputs.reduce(
    (sum, { value }) => sum + floatBytes * countElements(program.nodes[value]!.type.shape),
    0,
  );
  const largest = Math.max(0, ...program.nodes.map((node) => floatBytes * countElements(node.type.shape)));
  return {
    program,
    kernels,
    buffers: [],
    placements: {},
    scalars: Object.entries(program.scalars).map(([name, dtype]) => ({ name, dtype })),
    series: program.series.map(({ name }) => name),
    outputs: [],
    maxStepsPerSubmit,
    memory: {
      stateBytes,
      dataBytes,
      inputBytes,
      activationBytes,
      outputBytes,
      seriesBytes: 0,
      stagingBytes: 0,
      totalBytes: stateBytes + dataBytes + inputBytes + activationBytes + outputBytes,
      largestBufferBytes: largest,
      largestBufferName: "",
    },
    flopsPerStep: countProgramFlops(program),
  };
}
