import type { RouterOutputs } from "@downhill/api/types";

export type ExperimentSummary = RouterOutputs["experiment"]["list"][number];
export type ExperimentRun = ExperimentSummary["runs"][number];
export type LoadedExperiment = RouterOutputs["experiment"]["get"];
