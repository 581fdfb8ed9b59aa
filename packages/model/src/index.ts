export { type ActivationName, type ActivationSettings, activationLabels, activations } from "./catalogue/activations.ts";
export {
  blockCategories,
  blocks,
  getBlock,
  getLoss,
  getMetric,
  getOptimizer,
  getSchedule,
  losses,
  metrics,
  optimizers,
  schedules,
} from "./catalogue/catalogue.ts";
export type {
  Activated,
  BlockCategory,
  BlockContext,
  BlockDefinition,
  BlockIssue,
  BlockRole,
  LastActivation,
  LossDefinition,
  MetricContext,
  MetricDefinition,
  MetricTable,
  OptimizerDefinition,
  OptimizerHint,
  OptimizerPreset,
  OptimizerState,
  PortDefinition,
  RateMemory,
  ScheduleDefinition,
  ScheduleMoment,
  TargetContext,
} from "./catalogue/definition.ts";
export { documentationTable } from "./catalogue/documentationTable.ts";
export { type InitializerName, initializers } from "./catalogue/initializers.ts";
export type {
  BooleanField,
  ChoiceField,
  FeatureField,
  IntegerField,
  NumberField,
  NumbersField,
  PairField,
  ParameterField,
  ParameterFields,
  ParametersOf,
  ShapeField,
} from "./catalogue/parameterFields.ts";
export { isFieldShown } from "./catalogue/parameterFields.ts";
export {
  checkField,
  defaultParameters,
  fieldSchema,
  type ParameterIssue,
  type ParsedParameters,
  parseParameters,
} from "./catalogue/parseParameters.ts";
export { formatSampleShape } from "./catalogue/sampleShape.ts";
export { applyFix, type EditedModel } from "./check/applyFix.ts";
export { type BlockReport, type CheckRequest, checkModel, type ModelReport } from "./check/checkModel.ts";
export type { Change, Fix, Issue, Severity } from "./check/issue.ts";
export { DatasetSignature, FeatureSignature } from "./datasetSignature.ts";
export { inputBlocks, targetBlocks } from "./document/blocksByRole.ts";
export { createDocument } from "./document/createDocument.ts";
export { addBlock, findFreeName, type NewBlock } from "./document/edits/addBlock.ts";
export { moveBlocks, renameBlock, setParameter } from "./document/edits/changeBlocks.ts";
export { copyBlocks, duplicateBlocks, type PasteOptions, parseClipboard, pasteBlocks } from "./document/edits/clipboard.ts";
export { canConnect, connect, disconnect } from "./document/edits/connect.ts";
export { insertBlock } from "./document/edits/insertBlock.ts";
export { removeBlocks } from "./document/edits/removeBlocks.ts";
export { connectionId, createBlockId } from "./document/ids.ts";
export { type MigratedDocument, migrateDocument } from "./document/migrateDocument.ts";
export { BlockInstance, Connection, ModelDocument, modelDocumentVersion } from "./document/modelDocument.ts";
export { countUpdates } from "./lowering/accumulation.ts";
export { canMeasure } from "./lowering/canMeasure.ts";
export { initialState } from "./lowering/initialState.ts";
export { type ArenaName, layOutTensors, type ModelLayout, type TensorPlacement, type UpdateOptions } from "./lowering/layout.ts";
export { lowerEvaluation } from "./lowering/lowerEvaluation.ts";
export type {
  LoweredEvaluation,
  LoweredModel,
  LoweredPrediction,
  LoweredTraining,
  LoweringRequest,
  LoweringResult,
  LoweringSettings,
  MetricSeries,
  SubsetName,
} from "./lowering/loweredModel.ts";
export { tablePrefix } from "./lowering/loweredModel.ts";
export { lowerPrediction } from "./lowering/lowerPrediction.ts";
export { lowerTraining } from "./lowering/lowerTraining.ts";
export { type MeasureRequest, type Measures, measureTargets } from "./lowering/measureTargets.ts";
export {
  type ComputedScalars,
  computeEvaluationScalars,
  computeTrainingScalars,
  countSamples,
  learningRateAt,
} from "./lowering/stepScalars.ts";
export { summarize, type TableValues } from "./lowering/summarize.ts";
export { updateParameters } from "./lowering/updateParameters.ts";
export { Choice, CompilerOptions, PartialCompilerOptions, stripLaterDefaults } from "./options/compilerOptions.ts";
export { createOptions } from "./options/createOptions.ts";
export { optionFields } from "./options/optionFields.ts";
export { observeResults, planRates, type RateOptions, startRateMemory, usesRunLength } from "./options/plannedRate.ts";
export { changeLoss, fitLoss, fitTargetLoss, getLossChoice } from "./options/resolveLoss.ts";
export { type ProposalHints, proposeModel } from "./propose/proposeModel.ts";
export { proposeOptions } from "./propose/proposeOptions.ts";
