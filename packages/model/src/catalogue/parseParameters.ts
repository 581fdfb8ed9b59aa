/**
 * Stored parameters to values that a lowering may trust. What is missing takes its default; what does not fit is an issue
 * that names the field and its range.
 */
import { z } from "zod";
import type { ParameterField, ParameterFields, ParametersOf } from "./parameterFields.ts";

export interface ParameterIssue {
  /** Key of the field; for a form, the place of the message. */
  readonly field: string;
  readonly message: string;
}

export type ParsedParameters<Fields extends ParameterFields> =
  | { readonly ok: true; readonly value: ParametersOf<Fields> }
  | { readonly ok: false; readonly issues: readonly ParameterIssue[] };

/** Schema of one field; its messages name the label and the range. */
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
      return z.enum(
        field.choices.map((choice) => choice.value),
        { error: `${field.label} must be one of: ${field.choices.map((choice) => choice.label).join(", ")}.` },
      );
    case "pair": {
      const error = `${field.label} must be two whole numbers from ${field.min} to ${field.max}.`;
      const side = z.number({ error }).int({ error }).min(field.min, { error }).max(field.max, { error });
      return z.tuple([side, side], { error });
    }
    case "shape": {
      const error = `${field.label} must be one or more whole numbers of at least 1.`;
      return z
        .array(z.number({ error }).int({ error }).min(1, { error }), { error })
        .min(1, { error })
        .max(6, { error: `${field.label} must have at most 6 sizes.` });
    }
    case "numbers": {
      const { label, min, max, minCount = 1, maxCount, isWhole } = field;
      const error = `${label} must be a list of ${minCount} to ${maxCount} ${isWhole ? "whole numbers" : "numbers"} from ${min} to ${max}.`;
      const entry = z.number({ error }).min(min, { error }).max(max, { error });
      return z
        .array(isWhole ? entry.int({ error }) : entry, { error })
        .min(minCount, { error })
        .max(maxCount, { error });
    }
    case "feature":
      return z.string({ error: `${field.label} must be the name of a feature.` });
  }
}

const schemas = new WeakMap<ParameterField, z.ZodType>();

/** Building a schema costs more than using it, and a check runs at every edit: each field's schema is made once. */
function getSchema(field: ParameterField): z.ZodType {
  const known = schemas.get(field);
  if (known) return known;
  const schema = fieldSchema(field);
  schemas.set(field, schema);
  return schema;
}

/** What is wrong with one value, in one sentence; null when it fits. */
export function checkField(field: ParameterField, value: unknown): string | null {
  const result = getSchema(field).safeParse(value);
  return result.success ? null : (result.error.issues[0]?.message ?? `${field.label} does not fit.`);
}

/** The value of every field when nothing is set. */
export function defaultParameters<Fields extends ParameterFields>(fields: Fields): ParametersOf<Fields> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) values[name] = field.default;
  if (!areParametersOf(fields, values)) throw new Error("A field's default does not fit its own range.");
  return values;
}

export function parseParameters<Fields extends ParameterFields>(
  fields: Fields,
  raw: Readonly<Record<string, unknown>>,
): ParsedParameters<Fields> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) values[name] = raw[name] === undefined ? field.default : raw[name];
  const issues: ParameterIssue[] = [];
  for (const name of Object.keys(raw)) {
    if (!Object.hasOwn(fields, name)) issues.push({ field: name, message: `There is no parameter named "${name}" here.` });
  }
  if (areParametersOf(fields, values) && issues.length === 0) return { ok: true, value: values };
  for (const [name, field] of Object.entries(fields)) {
    const message = checkField(field, values[name]);
    if (message) issues.push({ field: name, message });
  }
  return { ok: false, issues };
}

function areParametersOf<Fields extends ParameterFields>(
  fields: Fields,
  values: Readonly<Record<string, unknown>>,
): values is ParametersOf<Fields> {
  return Object.entries(fields).every(([name, field]) => getSchema(field).safeParse(values[name]).success);
}
