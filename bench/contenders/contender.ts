/** What is measured: an engine on one of its backends. Each runs in a page or process of its own. */
import type { SweepCase } from "../workloads/sweeps.ts";
import type { StartParameter, TrainingRows, Workload } from "../workloads/workload.ts";

/** Rows and first weights are made before the clock starts. */
export interface TrainingRequest {
  readonly workload: Workload;
  readonly rows: TrainingRows;
  readonly start: readonly StartParameter[];
}

export interface Trainee {
  /** Takes steps and says the loss of each. */
  trace(steps: number): Promise<readonly number[]>;
  /** Takes steps as fast as it can; settles when the last is done. */
  run(steps: number): Promise<void>;
  /** As `run`, with the loss of each step read before the next: some engines are faster so. Absent where it never is. */
  runReading?(steps: number): Promise<void>;
  /** What else is worth telling, such as dispatches per step. */
  readonly facts: Readonly<Record<string, number>>;
  dispose(): void;
}

export interface Contender {
  /** Adapter and version. */
  readonly label: string;
  /** From weights and rows in memory to a trainee whose first step can be asked for. */
  train(request: TrainingRequest): Promise<Trainee>;
  /** One product or convolution over and over; `trace` gives a few of its results. */
  compute(sweep: SweepCase): Promise<Trainee>;
  dispose(): void;
}

/** Opens an engine's backend; rejects where it is not to be had. */
export type ContenderOpener = (backend: string) => Promise<Contender>;
