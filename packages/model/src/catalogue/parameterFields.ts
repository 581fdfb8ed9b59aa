/**
 * Parameters of catalogue entries and compiler options as data: one declaration gives the check, the form control, the
 * reset value and the row in the documentation. Made by the constructors at the end, so that the type of each value is known.
 */

interface FieldCommon<T> {
  readonly label: string;
  /** One plain sentence. */
  readonly help: string;
  readonly unit?: string;
  readonly default: T;
  /** Shown only while another field of the same entry has one of these values. */
  readonly shownWhen?: { readonly field: string; readonly oneOf: readonly unknown[] };
  /** Rarely needed: the form folds it away. */
  readonly isAdvanced?: boolean;
}

export interface IntegerField extends FieldCommon<number> {
  readonly type: "integer";
  readonly min: number;
  readonly max: number;
}
export interface NumberField extends FieldCommon<number> {
  readonly type: "number";
  readonly min: number;
  readonly max: number;
  /** Small rates are set on a logarithmic control. */
  readonly scale?: "linear" | "logarithmic";
}
export interface BooleanField extends FieldCommon<boolean> {
  readonly type: "boolean";
}
export interface ChoiceField<V extends string = string> extends FieldCommon<V> {
  readonly type: "choice";
  readonly choices: readonly { readonly value: V; readonly label: string }[];
}
/** Two whole numbers, along height and width. */
export interface PairField extends FieldCommon<readonly [number, number]> {
  readonly type: "pair";
  readonly min: number;
  readonly max: number;
}
/** Sizes of the axes of a sample, "28 × 28 × 1". */
export interface ShapeField extends FieldCommon<readonly number[]> {
  readonly type: "shape";
}
/** Numbers in a row, "0.5, 0.1": boundaries, one weight per class. */
export interface NumbersField extends FieldCommon<readonly number[]> {
  readonly type: "numbers";
  /** Range of each. */
  readonly min: number;
  readonly max: number;
  readonly isWhole?: boolean;
  /** Default 1. */
  readonly minCount?: number;
  readonly maxCount: number;
}
/** Names a feature of the dataset version. Empty: the first feature whose role fits. */
export interface FeatureField extends FieldCommon<string> {
  readonly type: "feature";
  readonly role: "input" | "target";
}

export type ParameterField =
  | IntegerField
  | NumberField
  | BooleanField
  | ChoiceField
  | PairField
  | ShapeField
  | NumbersField
  | FeatureField;
export type ParameterFields = Readonly<Record<string, ParameterField>>;

/** The values of an entry's parameters. */
export type ParametersOf<Fields extends ParameterFields> = { readonly [Name in keyof Fields]: Fields[Name]["default"] };

/** Whether a field means something beside these values of the same entry; missing ones stand at their default. */
export function isFieldShown(field: ParameterField, fields: ParameterFields, values: Readonly<Record<string, unknown>>): boolean {
  if (!field.shownWhen) return true;
  const other = values[field.shownWhen.field] ?? fields[field.shownWhen.field]?.default;
  return field.shownWhen.oneOf.includes(other);
}

type Settings<F extends ParameterField> = Omit<F, "type">;

export function integer(settings: Settings<IntegerField>): IntegerField {
  return { type: "integer", ...settings };
}
export function number(settings: Settings<NumberField>): NumberField {
  return { type: "number", ...settings };
}
export function boolean(settings: Settings<BooleanField>): BooleanField {
  return { type: "boolean", ...settings };
}
/** The choices, in the order shown: value to label. */
export function choice<V extends string>(
  choices: Readonly<Record<V, string>>,
  settings: Omit<ChoiceField<NoInfer<V>>, "type" | "choices">,
): ChoiceField<V> {
  const list = Object.entries<string>(choices).map(([value, label]) => ({ value: value as V, label }));
  return { type: "choice", choices: list, ...settings };
}
export function pair(settings: Settings<PairField>): PairField {
  return { type: "pair", ...settings };
}
export function shape(settings: Settings<ShapeField>): ShapeField {
  return { type: "shape", ...settings };
}
export function numbers(settings: Settings<NumbersField>): NumbersField {
  return { type: "numbers", ...settings };
}
export function feature(settings: Settings<FeatureField>): FeatureField {
  return { type: "feature", ...settings };
}
