/** The complete WGSL of a kernel. Names depend on places in the kernel only, so equal kernels have equal text and share a pipeline. */
import { countRowBytes } from "../../allocation.ts";
import type { KernelPart, Plan, PlanKernel } from "../../plan.ts";
import type { KernelContext } from "./elementCode.ts";
import { type HelperName, printHelpers } from "./helpers.ts";
import { OriginRecord } from "./origins.ts";
import { writePart } from "./partCode.ts";
import { QuadRecord } from "./quads.ts";

export interface KernelText {
  readonly text: string;
  /** Bytes of each bound buffer in front of its binding, in order of the bindings. */
  readonly offsetsBytes: readonly number[];
}

/** The code is written twice: first with single elements from the start of every buffer, noting what each would allow. */
export function writeKernel(plan: Plan, kernel: PlanKernel): KernelText {
  const first = writeWith(plan, kernel, { quads: new Set(), origins: new Map() });
  const quads = first.quads.choose();
  const origins = first.origins.choose();
  const { text } = quads.size + origins.size === 0 ? first : writeWith(plan, kernel, { quads, origins });
  return { text, offsetsBytes: kernel.bindings.map(({ buffer }) => 4 * (origins.get(buffer) ?? 0)) };
}

interface Choices {
  readonly quads: ReadonlySet<number>;
  readonly origins: ReadonlyMap<number, number>;
}

function writeWith(
  plan: Plan,
  kernel: PlanKernel,
  { quads, origins }: Choices,
): { text: string; quads: QuadRecord; origins: OriginRecord } {
  const record = new QuadRecord();
  const originRecord = new OriginRecord();
  const helpers = new Set<HelperName>();
  const declarations = new Set<string>();
  const names = new Map(kernel.bindings.map((binding, place) => [binding.buffer, `b${place}`]));
  const seriesBuffer = plan.buffers.find(({ category }) => category === "series");
  const bindingName = (buffer: number): string => {
    const name = names.get(buffer);
    if (name === undefined) throw new Error(`Kernel ${kernel.name} does not bind buffer ${buffer}.`);
    return name;
  };
  const context: KernelContext = {
    program: plan.program,
    placements: plan.placements,
    bindingName,
    scalarWord(name) {
      const place = plan.scalars.findIndex((scalar) => scalar.name === name);
      if (place < 0) throw new Error(`There is no scalar ${name}.`);
      return place + 1;
    },
    seriesTarget(series) {
      if (seriesBuffer === undefined) throw new Error("The plan has no series.");
      return `${bindingName(seriesBuffer.id)}[step_row[0][0] * ${plan.series.length}u + ${series}u]`;
    },
    isQuad: (buffer) => quads.has(buffer),
    quads: record,
    originOf: (buffer) => origins.get(buffer) ?? 0,
    origins: originRecord,
    require: (helper) => helpers.add(helper),
    declare: (text) => declarations.add(text),
  };

  const bodies = kernel.parts.map((part, place) => {
    const body = writePart(part, context, kernel.workgroupSize, `p${place}`);
    return `fn part${place}(group: u32, local: u32) {\n${body}\n}`;
  });

  const [columns, rows] = kernel.workgroups;
  const total = kernel.parts.reduce((sum, part) => sum + part.workgroups, 0);
  const calls: string[] = [];
  let first = 0;
  kernel.parts.forEach((part, place) => {
    const offset = first === 0 ? "group" : `group - ${first}u`;
    first += part.workgroups;
    const isLast = place === kernel.parts.length - 1 && total === columns * rows;
    const keyword = place === 0 ? "" : " else ";
    const condition = isLast ? "" : `if (group < ${first}u) `;
    calls.push(`${keyword}${condition}{ part${place}(${offset}, local); }`);
  });

  const bindings = kernel.bindings.map(
    ({ access, dtype, buffer }, place) =>
      `@group(0) @binding(${place}) var<storage, ${access}> b${place}: array<${quads.has(buffer) ? `vec4<${dtype}>` : dtype}>;`,
  );
  if (kernel.usesScalars)
    bindings.push(`@group(1) @binding(0) var<uniform> step_row: array<vec4<u32>, ${countRowVectors(plan)}>;`);
  const group = rows === 1 ? "workgroup.x" : `workgroup.x + workgroup.y * ${columns}u`;
  const text = [
    kernel.parts.some(usesSubgroups) ? "enable subgroups;" : "",
    ...bindings,
    "var<private> infinity_bits: u32 = 0x7f800000u;",
    ...declarations,
    printHelpers(helpers),
    ...bodies,
    `@compute @workgroup_size(${kernel.workgroupSize})
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
  let group = ${group};
  ${calls.join("")}
}`,
  ]
    .filter((text) => text !== "")
    .join("\n");
  return { text, quads: record, origins: originRecord };
}

function usesSubgroups({ schedule }: KernelPart): boolean {
  return (schedule.kind === "tiles" || schedule.kind === "rows") && schedule.sharing === "quad";
}

/** Vectors of four words in a step's row: the step's place, then the scalars. */
function countRowVectors(plan: Plan): number {
  return countRowBytes(plan.scalars.length) / 16;
}
