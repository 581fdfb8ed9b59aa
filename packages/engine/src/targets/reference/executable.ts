/** Runs a program on the reference target: at once, one kernel per node, on the calling thread. */
import type { Node, Program } from "@downhill/ir";
import { checkBindings } from "../../checkBindings.ts";
import {
  type CompileBindings,
  type CompileOptions,
  type DeviceTensor,
  EngineError,
  type Executable,
  type StepScalars,
  type Submission,
  type TensorValues,
} from "../../device.ts";
import type { Plan } from "../../plan.ts";
import { type Layout, layOutProgram } from "./layOut.ts";
import { makeReferencePlan } from "./referencePlan.ts";
import { allocateFor, allocateStorage, type Storage, toTensorValues } from "./storage.ts";
import { checkValues, ReferenceTensor } from "./tensor.ts";

export interface ReferenceSubmission extends Submission {
  /** The series without rounding to f32. */
  readonly exactSeries: Readonly<Record<string, Float64Array>>;
}

interface Transfer {
  readonly from: Storage;
  readonly to: Storage;
}

export class ReferenceExecutable implements Executable {
  readonly plan: Plan;
  readonly #program: Program;
  readonly #scalars = new Map<string, Storage>();
  readonly #inputs = new Map<string, Storage>();
  readonly #outputs = new Map<string, Storage>();
  readonly #layout: Layout;
  /** Updates that name a state or share its array are set aside first, so that every update sees the old states. */
  readonly #stagings: Transfer[] = [];
  readonly #updates: Transfer[] = [];
  readonly #outputCopies: Transfer[] = [];
  readonly #series: readonly { readonly name: string; readonly storage: Storage }[];
  readonly #maxSteps: number;
  #isDisposed = false;

  constructor(program: Program, bindings: CompileBindings, options: CompileOptions) {
    checkBindings(program, bindings);
    this.#program = program;
    this.#maxSteps = options.maxStepsPerSubmit ?? 64;
    const states = new Map<string, Storage>();
    for (const [name, type] of Object.entries(program.scalars)) this.#scalars.set(name, allocateStorage(type, 1));
    for (const [name, type] of Object.entries(program.inputs)) this.#inputs.set(name, allocateFor(type));
    for (const name of Object.keys(program.states)) states.set(name, bind("state", name, program, bindings));
    const getBound = (node: Node): Storage => {
      const { operation } = node;
      let storage: Storage | undefined;
      if (operation.op === "state") storage = states.get(operation.name);
      if (operation.op === "data") storage = bind("data", operation.name, program, bindings);
      if (operation.op === "input") storage = this.#inputs.get(operation.name);
      if (operation.op === "scalar") storage = this.#scalars.get(operation.name);
      if (!storage) throw new EngineError("bad-binding", `The program reads a ${operation.op} that it does not declare.`);
      return storage;
    };
    this.#layout = layOutProgram(program, getBound);
    const { operands } = this.#layout;
    const stateStorages = new Set(states.values());
    for (const { name, value } of program.updates) {
      const source = operands[value]!;
      const to = states.get(name);
      if (!to) throw new EngineError("bad-binding", `The program updates a state "${name}" that it does not declare.`);
      if (source.storage === to) continue;
      if (stateStorages.has(source.storage)) {
        const staged = allocateFor(source.type);
        this.#stagings.push({ from: source.storage, to: staged });
        this.#updates.push({ from: staged, to });
      } else {
        this.#updates.push({ from: source.storage, to });
      }
    }
    for (const { name, value } of program.outputs) {
      const copy = allocateFor(operands[value]!.type);
      this.#outputs.set(name, copy);
      this.#outputCopies.push({ from: operands[value]!.storage, to: copy });
    }
    this.#series = program.series.map(({ name, value }) => ({ name, storage: operands[value]!.storage }));
    this.plan = makeReferencePlan(program, this.#layout.activationBytes, this.#maxSteps);
  }

  submit(scalars: StepScalars): ReferenceSubmission {
    this.#checkOpen();
    this.#checkScalars(scalars);
    const { steps, values } = scalars;
    const exact = this.#series.map(({ name, storage }) => ({ name, storage, points: new Float64Array(steps) }));
    for (let step = 0; step < steps; step++) {
      for (const [name, storage] of this.#scalars) storage[0] = values[name]![step]!;
      for (const kernel of this.#layout.kernels) kernel();
      for (const { storage, points } of exact) points[step] = storage[0]!;
      if (step === steps - 1) this.#outputCopies.forEach(copyAll);
      this.#stagings.forEach(copyAll);
      this.#updates.forEach(copyAll);
    }
    const series = Object.fromEntries(exact.map(({ name, points }) => [name, Float32Array.from(points)]));
    const done = waitForTurn();
    return {
      done,
      series: done.then(() => series),
      exactSeries: Object.fromEntries(exact.map(({ name, points }) => [name, points])),
    };
  }

  writeInput(name: string, values: TensorValues): void {
    this.#checkOpen();
    const type = this.#program.inputs[name];
    const storage = this.#inputs.get(name);
    if (!type || !storage) throw new EngineError("bad-binding", `The program has no input "${name}".`);
    checkValues(type, values);
    storage.set(values);
  }

  async readOutput(name: string): Promise<TensorValues> {
    return toTensorValues(this.readExactOutput(name));
  }

  /** A copy of an output without rounding to f32. */
  readExactOutput(name: string): Storage {
    this.#checkOpen();
    const storage = this.#outputs.get(name);
    if (!storage) throw new EngineError("bad-binding", `The program has no output "${name}".`);
    return storage.slice();
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  #checkOpen(): void {
    if (this.#isDisposed) throw new EngineError("disposed", "This executable was disposed.");
  }

  #checkScalars({ steps, values }: StepScalars): void {
    if (!Number.isInteger(steps) || steps < 1 || steps > this.#maxSteps) {
      throw new EngineError("limit-exceeded", `A submit replays 1 to ${this.#maxSteps} steps, but ${steps} were asked for.`);
    }
    for (const name of this.#scalars.keys()) {
      const given = values[name]?.length ?? 0;
      if (given < steps) throw new EngineError("bad-binding", `Scalar "${name}" needs ${steps} values, but ${given} came.`);
    }
  }
}

function copyAll({ from, to }: Transfer): void {
  to.set(from);
}

function bind(kind: "state" | "data", name: string, program: Program, bindings: CompileBindings): Storage {
  const declared = kind === "state" ? program.states[name] : program.data[name];
  const tensor: DeviceTensor | undefined = kind === "state" ? bindings.states[name] : bindings.data[name];
  if (!declared || !tensor) throw new EngineError("bad-binding", `No tensor is bound to the ${kind} "${name}".`);
  if (!(tensor instanceof ReferenceTensor)) {
    throw new EngineError("bad-binding", `The tensor bound to the ${kind} "${name}" belongs to another device.`);
  }
  return tensor.storage;
}

/** One turn of the event loop, so that a training loop that only awaits steps still lets messages through. */
function waitForTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
