/** Downhill: the model lowered and compiled as a run does it, replayed with as many steps a submit as the trainer would take. */
import { type EngineDevice, type Executable, openWebgpuDevice } from "@downhill/engine";
import { gradients, type Program, ProgramBuilder, type TensorType, type Value } from "@downhill/ir";
import { computeTrainingScalars, initialState } from "@downhill/model";
import { createOperands, type SweepCase, samePadding } from "../workloads/sweeps.ts";
import { lowerWorkload } from "../workloads/workload.ts";
import type { Contender, Trainee, TrainingRequest } from "./contender.ts";

const maxStepsPerSubmit = 64;
/** What one submit is to take, as in the trainer. */
const submitMs = 45;

export async function openContender(): Promise<Contender> {
  const device = await openWebgpuDevice({ gpu: navigator.gpu });
  return {
    label: device.info.label,
    train: (request) => train(device, request),
    compute: (sweep) => compute(device, sweep),
    dispose: () => device.dispose(),
  };
}

async function train(device: EngineDevice, { workload, rows: { x, y } }: TrainingRequest): Promise<Trainee> {
  const { layout, training } = lowerWorkload(workload);
  const first = initialState(layout, workload.options.weightSeed);
  const { program } = training;
  const rows: Readonly<Record<string, Float32Array>> = { "training/x": x, "training/y": y };
  const states = createTensors(device, program.states, first);
  const data = createTensors(device, program.data, rows);
  const before = performance.now();
  const executable = await device.compile(program, { states, data }, { maxStepsPerSubmit });
  const compileMs = performance.now() - before;
  let step = 0;
  const submit = (count: number) => {
    const submission = executable.submit(computeTrainingScalars(training, step, count));
    step += count;
    return submission;
  };
  return replay(executable, submit, compileMs, async (count) => {
    const losses: number[] = [];
    for (let i = 0; i < count; i++) losses.push((await submit(1).series).loss![0]! / workload.batchSize);
    return losses;
  });
}

function replay(
  executable: Executable,
  submit: (count: number) => ReturnType<Executable["submit"]>,
  compileMs: number,
  trace: Trainee["trace"],
): Trainee {
  let stepMs = submitMs;
  return {
    trace,
    facts: { "compile ms": compileMs, "dispatches a step": executable.plan.kernels.length },
    async run(steps) {
      const before = performance.now();
      const inFlight: Promise<unknown>[] = [];
      const atOnce = Math.max(1, Math.min(maxStepsPerSubmit, Math.floor(submitMs / stepMs)));
      for (let left = steps; left > 0; ) {
        const count = Math.min(left, atOnce);
        inFlight.push(submit(count).series);
        left -= count;
        if (inFlight.length >= 2) await inFlight.shift();
      }
      await Promise.all(inFlight);
      stepMs = (performance.now() - before) / steps;
    },
    dispose: () => executable.dispose(),
  };
}

function createTensors(
  device: EngineDevice,
  types: Readonly<Record<string, TensorType>>,
  values: Readonly<Record<string, Float32Array>>,
) {
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, device.createTensor(type, values[name])]));
}

async function compute(device: EngineDevice, sweep: SweepCase): Promise<Trainee> {
  const program = buildSweep(sweep);
  const [left, right] = createOperands(sweep);
  const states = createTensors(device, program.states, {});
  const data = createTensors(device, program.data, { left: left!.values, right: right!.values });
  const before = performance.now();
  const executable = await device.compile(program, { states, data }, { maxStepsPerSubmit });
  const submit = (count: number) => executable.submit({ steps: count, values: {} });
  return replay(executable, submit, performance.now() - before, async () => {
    await submit(1).done;
    return pickResults(await states.result!.read());
  });
}

function pickResults(values: ArrayLike<number>): number[] {
  return [0, 1, Math.floor(values.length / 2), values.length - 1].map((place) => values[place]!);
}

function buildSweep(sweep: SweepCase): Program {
  const b = new ProgramBuilder();
  const [left, right] = createOperands(sweep);
  const x = b.data("left", { dtype: "f32", shape: left!.shape });
  const y = b.data("right", { dtype: "f32", shape: right!.shape });
  const result = sweep.kind === "matmul" ? multiply(b, x, y, sweep.form) : convolve(b, x, y, sweep);
  b.state("result", result.type);
  return b.finish({ updates: { result } });
}

function multiply(b: ProgramBuilder, x: Value, y: Value, form: "NN" | "NT" | "TN"): Value {
  return b.dot(x, y, { contract: [[form === "TN" ? 0 : 1, form === "NT" ? 1 : 0]] });
}

function convolve(b: ProgramBuilder, x: Value, y: Value, sweep: Extract<SweepCase, { kind: "convolution" }>): Value {
  const { role, batch, size, inputs, outputs, window, stride } = sweep;
  const [low, high] = samePadding(size, window, stride);
  const options = { strides: [stride, stride], padLow: [low, low], padHigh: [high, high] };
  if (role === "forward") return b.conv(x, y, options);
  // A gradient does not depend on where it is taken: zeros will do.
  const zeros = (shape: readonly number[]) => b.constant(0, "f32", shape);
  const isOfInput = role === "input gradient";
  const image = isOfInput ? zeros([batch, size, size, inputs]) : x;
  const filter = isOfInput ? y : zeros([window, window, inputs, outputs]);
  const total = b.sum(b.mul(b.conv(image, filter, options), isOfInput ? x : y));
  return gradients(b, total, [isOfInput ? image : filter])[0]!;
}
