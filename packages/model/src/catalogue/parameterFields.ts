/**
 * Parameters of catalogue entries and compiler options as data: one declaration gives the zod schema, the form control,
 * the reset value and the row in the documentation.
 */
import { z } from "zod";

interface FieldCommon<T> {
  readonly label: string;
  /** One plain sentence. */
  readonly help: string;
  readonly unit?: string;
  readonly default: T;
  /** Shown only when the other field of the same entry has this value. */
  readonly shownWhen?: { readonly field: string; readonly equals: unknown };
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
/** Two sizes along height and width. */
export interface PairField extends FieldCommon<readonly [number, number]> {
  readonly type: "pair";
  readonly min: number;
  readonly max: number;
}
/** Sizes of the axes of a sample, "28 × 28 × 1". */
export interface ShapeField extends FieldCommon<readonly number[]> {
  readonly type: "shape";
}
/** Names a feature of the dataset version. Empty: the first feature whose role fits. */
export interface FeatureField extends FieldCommon<string> {
  readonly type: "feature";
  readonly role: "input" | "target";
}

export type ParameterField = IntegerField | NumberField | BooleanField | ChoiceField | PairField | ShapeField | FeatureField;
export type ParameterFields = Readonly<Record<string, ParameterField>>;

type ValueOfField<F extends ParameterField> =
  F extends ChoiceField<infer V>
    ? V
    : F["default"] extends infer D
      ? D extends readonly [number, number]
        ? readonly [number, number]
        : D extends readonly number[]
          ? readonly number[]
          : D extends number
            ? number
            : D extends boolean
              ? boolean
              : D extends string
                ? string
                : never
      : never;

export type ParametersOf<Fields extends ParameterFields> = { readonly [Name in keyof Fields]: ValueOfField<Fields[Name]> };

/** Schema of one field; messages name the label and the range. */
export function fieldSchema(field: ParameterField): z.ZodType {
  switch (field.type) {
    case "integer":
      return z
        .number({ error: `${field.label} must be a whole number.` })
        .int({ error: `${field.label} must be a whole number.` })
        .min(field.min, { error: `${field.label} must be at least ${field.min}.` })
        .max(field.max, { error: `${field.label} must be at most ${field.max}.` });
    case "number":
      return z
        .number({ error: `${field.label} must be a number.` })
        .min(field.min, { error: `${field.label} must be at least ${field.min}.` })
        .max(field.max, { error: `${field.label} must be at most ${field.max}.` });
    case "boolean":
      return z.boolean({ error: `${field.label} must be on or off.` });
    case "choice":
      return z.enum(field.choices.map((choice) => choice.value) as [string, ...string[]], {
        error: `${field.label} must be one of: ${field.choices.map((choice) => choice.label).join(", ")}.`,
      });
    case "pair": {
      const side = z.number().int().min(field.min).max(field.max);
      return z.tuple([side, side], { error: `${field.label} must be two whole numbers from ${field.min} to ${field.max}.` });
    }
    case "shape":
      return z.array(z.number().int().positive()).min(1, { error: `${field.label} must be one or more whole numbers.` });
    case "feature":
      return z.string();
  }
}
