export { ProgramBuilder } from "./builder.ts";
export { countFlops, countProgramFlops } from "./cost.ts";
export { gradients } from "./differentiate.ts";
export { type GradientRequest, type GradientRule, gradientRules } from "./gradientRules.ts";
export { scaleToUnitLength, scaleToUnitSquare, standardize } from "./normalize.ts";
export { getFeistelHalfBits, permuteIndex } from "./permuteIndex.ts";
export { printProgram } from "./print.ts";
export type {
  BinaryOperator,
  DType,
  NamedValue,
  Node,
  Operation,
  OperationName,
  Program,
  ReduceOperator,
  Shape,
  TensorType,
  UnaryOperator,
  ValueId,
  WindowGeometry,
} from "./program.ts";
export { inferType } from "./shapeRules.ts";
export { simplify } from "./simplify.ts";
export { threefry2x32 } from "./threefry.ts";
export {
  broadcastShapes,
  computeStrides,
  countElements,
  formatShape,
  formatType,
  isInteger,
  isSameShape,
  isSameType,
  type OperationOf,
  ShapeError,
} from "./types.ts";
export type { ConvOptions, CustomGradient, DotAxes, FinishOptions, Operand, Value } from "./value.ts";
export { dilatedSize } from "./windowShapes.ts";
