export { compareGradients, type GradientComparison, type GradientSubject } from "./compareGradients.ts";
export {
  type ExactEvaluator,
  type ExactLeaves,
  type ExactResults,
  evaluateExactly,
  openExactEvaluator,
} from "./evaluateExactly.ts";
export { type NodeGpu, openNodeGpu } from "./nodeGpu.ts";
export { buildRandomProgram, type ProgramRecipe, type RandomProgram, stopsGradient } from "./randomPrograms.ts";
export { makeRandomValues } from "./randomValues.ts";
export { type RecordingGpu, type RecordingOptions, recordGpu } from "./recordingGpu.ts";
export { type ProgramResults, type ProgramRun, runProgram, toTensorValues } from "./runProgram.ts";
