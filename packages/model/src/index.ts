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
  LastActivation,
  LossDefinition,
  MetricContext,
  MetricDefinition,
  OptimizerDefinition,
  OptimizerPreset,
  PortDefinition,
  ScheduleDefinition,
  TargetContext,
} from "./catalogue/definition.ts";
export { type InitializerName, initializers } from "./catalogue/initializers.ts";
export type {
  BooleanField,
  ChoiceField,
  FeatureField,
  IntegerField,
  NumberField,
  PairField,
  ParameterField,
  ParameterFields,
  ParametersOf,
  ShapeField,
} from "./catalogue/parameterFields.ts";
export {
  checkField,
  defaultParameters,
  fieldSchema,
  type ParameterIssue,
  type ParsedParameters,
  parseParameters,
} from "./catalogue/parseParameters.ts";
export { formatSampleShape } from "./catalogue/sampleShape.ts";
export { DatasetSignature, FeatureSignature } from "./datasetSignature.ts";
export { createDocument } from "./document/createDocument.ts";
export { addBlock, findFreeName, type NewBlock } from "./document/edits/addBlock.ts";
export { moveBlocks, renameBlock, setParameter } from "./document/edits/changeBlocks.ts";
export { copyBlocks, duplicateBlocks, type PasteOptions, parseClipboard, pasteBlocks } from "./document/edits/clipboard.ts";
export { connect, disconnect, wouldMakeCycle } from "./document/edits/connect.ts";
export { insertBlock } from "./document/edits/insertBlock.ts";
export { removeBlocks } from "./document/edits/removeBlocks.ts";
export { connectionId, createBlockId } from "./document/ids.ts";
export { type MigratedDocument, migrateDocument } from "./document/migrateDocument.ts";
export { BlockInstance, Connection, ModelDocument, modelDocumentVersion } from "./document/modelDocument.ts";
export { Choice, CompilerOptions } from "./options/compilerOptions.ts";
export { createOptions } from "./options/createOptions.ts";
export { optionFields } from "./options/optionFields.ts";
