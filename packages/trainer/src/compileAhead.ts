/**
 * Compiles an experiment's programs on a device before its run is asked for. What is compiled is given back at once; a device
 * that remembers its pipelines then starts the run without compiling them again.
 */
import type { EncodedDataset } from "@downhill/data";
import type { EngineDevice } from "@downhill/engine";
import type { ExperimentSpec } from "@downhill/protocol";
import { planRun } from "./run/runPlan.ts";
import { openRunSession } from "./run/runSession.ts";

export interface CompileAheadRequest {
  readonly spec: ExperimentSpec;
  readonly dataset: EncodedDataset;
  /** Disposed at the end, as a run does: hand in a lent one to keep it. */
  readonly device: EngineDevice;
}

/** A model with errors is left alone; what goes wrong on the device rejects. */
export async function compileAhead({ spec, dataset, device }: CompileAheadRequest): Promise<void> {
  const planned = planRun(spec, dataset);
  if (!planned.ok) return device.dispose();
  const session = await openRunSession({ device, plan: planned.value, dataset, states: planned.value.createInitialStates() });
  try {
    await session.prepareEvaluation();
  } finally {
    session.dispose();
  }
}
