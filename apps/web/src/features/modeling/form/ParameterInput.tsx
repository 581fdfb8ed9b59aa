"use client";
import type { FeatureSignature, ParameterField } from "@downhill/model";
import { type ReactNode, useState } from "react";
import { Field, type FieldControlProps } from "../../../ui/Field.tsx";
import { formatSetting, formatShape } from "../../../ui/formatNumber.ts";
import { NumberInput } from "../../../ui/NumberInput.tsx";
import { Select } from "../../../ui/Select.tsx";
import { Slider } from "../../../ui/Slider.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import { NumberListInput } from "./NumberListInput.tsx";
import {
  describeDefault,
  describeRange,
  formatNumbers,
  isNumberList,
  isNumberPair,
  parseNumbers,
  parseShape,
  sameValue,
} from "./parameterValue.ts";

export interface ParameterInputProps {
  field: ParameterField;
  value: unknown;
  onChange: (value: unknown) => void;
  onCommit: () => void;
  onReset: () => void;
  features?: readonly FeatureSignature[];
  /** What follows from the value, under the field. */
  consequence?: ReactNode;
}

/** One parameter with everything around it. A stored value that the field does not take is shown and named, never changed silently. */
export function ParameterInput({ field, value, onChange, onCommit, onReset, features = [], consequence }: ParameterInputProps) {
  const [typingError, setTypingError] = useState<string | null>(null);
  const error = typingError ?? storedProblem(field, value);
  return (
    <Field
      label={field.label}
      help={field.help}
      range={describeRange(field)}
      defaultText={field.type === "feature" ? undefined : describeDefault(field)}
      isChanged={!sameValue(value, field.default)}
      onReset={() => {
        setTypingError(null);
        onReset();
      }}
      error={error}
      consequence={consequence}
    >
      {(control) => (
        <Control
          control={control}
          field={field}
          value={value}
          onChange={onChange}
          onCommit={onCommit}
          onError={setTypingError}
          features={features}
        />
      )}
    </Field>
  );
}

interface ControlProps extends Required<Omit<ParameterInputProps, "onReset" | "consequence">> {
  control: FieldControlProps;
  onError: (message: string | null) => void;
}

function Control({ control, field, value, onChange, onCommit, onError, features }: ControlProps) {
  switch (field.type) {
    case "integer":
    case "number": {
      const current = typeof value === "number" ? value : field.default;
      const isLogarithmic = field.type === "number" && field.scale === "logarithmic" && field.min > 0;
      const input = (
        <NumberInput
          {...control}
          value={current}
          onChange={onChange}
          onCommit={onCommit}
          onError={onError}
          min={field.min}
          max={field.max}
          isInteger={field.type === "integer"}
          scale={isLogarithmic ? "logarithmic" : "linear"}
          unit={field.unit}
          className="w-full"
        />
      );
      // A share from 0 up to a round number is set by feel; beta 2 with its many nines is not.
      const isShare = field.type === "number" && field.min === 0 && field.max <= 1 && Number.isInteger(field.max * 100);
      const hasSlider = isLogarithmic || isShare;
      if (!hasSlider) return input;
      return (
        <div className="w-full">
          {input}
          <Slider
            aria-label={field.label}
            value={current}
            onChange={onChange}
            onCommit={onCommit}
            min={field.min}
            max={field.max}
            step={isLogarithmic ? undefined : 0.01}
            scale={isLogarithmic ? "logarithmic" : "linear"}
          />
        </div>
      );
    }
    case "boolean":
      return (
        <Switch
          {...control}
          isOn={value === true}
          onChange={(isOn) => {
            onChange(isOn);
            onCommit();
          }}
        />
      );
    case "choice":
      return (
        <Select
          {...control}
          value={typeof value === "string" ? value : undefined}
          onChange={(next) => {
            onChange(next);
            onCommit();
          }}
          options={field.choices}
        />
      );
    case "pair": {
      const [height, width] = isNumberPair(value) ? value : field.default;
      return (
        <div className="flex w-full items-center gap-1.5">
          <NumberInput
            {...control}
            aria-label={`${field.label}, height`}
            aria-labelledby={undefined}
            value={height}
            onChange={(next) => onChange([next, width])}
            onCommit={onCommit}
            onError={onError}
            min={field.min}
            max={field.max}
            isInteger
          />
          <span aria-hidden className="text-ink-3">
            ×
          </span>
          <NumberInput
            aria-label={`${field.label}, width`}
            value={width}
            onChange={(next) => onChange([height, next])}
            onCommit={onCommit}
            onError={onError}
            min={field.min}
            max={field.max}
            isInteger
          />
        </div>
      );
    }
    case "shape":
      return (
        <NumberListInput
          {...control}
          value={isNumberList(value) ? value : field.default}
          format={formatShape}
          parse={parseShape}
          hint="Type sizes such as 28 × 28 × 1."
          onChange={onChange}
          onCommit={onCommit}
          onError={onError}
        />
      );
    case "numbers":
      return (
        <NumberListInput
          {...control}
          value={isNumberList(value) ? value : field.default}
          format={formatNumbers}
          parse={parseNumbers}
          hint="Type numbers with commas between them, such as 1, 2.5, 4."
          onChange={onChange}
          onCommit={onCommit}
          onError={onError}
        />
      );
    case "feature":
      return (
        <Select
          {...control}
          value={typeof value === "string" && value !== "" ? value : automatic}
          onChange={(next) => {
            onChange(next === automatic ? "" : next);
            onCommit();
          }}
          options={[
            { value: automatic, label: `First ${field.role} feature` },
            ...featureOptions(field.role, features),
            ...(typeof value === "string" && value !== "" && !features.some((feature) => feature.name === value)
              ? [{ value, label: value, description: "Not in this dataset version" }]
              : []),
          ]}
        />
      );
  }
}

/** No feature may have this name: Radix does not take the empty string as a value. */
const automatic = " ";

function featureOptions(role: "input" | "target", features: readonly FeatureSignature[]) {
  const fitting = [...features].sort((a, b) => Number(b.role === role) - Number(a.role === role));
  return fitting.map((feature) => ({
    value: feature.name,
    label: feature.name,
    description: `${feature.kind}, ${formatShape(feature.shape)}${feature.role === role ? "" : `, meant as ${feature.role}`}`,
  }));
}

/** Why what is stored cannot be used; null when it can. Typing is judged by the inputs themselves. */
function storedProblem(field: ParameterField, value: unknown): string | null {
  switch (field.type) {
    case "integer":
    case "number":
      if (typeof value !== "number") return `${field.label} must be a number.`;
      if (field.type === "integer" && !Number.isInteger(value)) return `${field.label} must be a whole number.`;
      if (value < field.min) return `${field.label} must be at least ${formatSetting(field.min)}.`;
      return value > field.max ? `${field.label} must be at most ${formatSetting(field.max)}.` : null;
    case "choice":
      return field.choices.some((choice) => choice.value === value)
        ? null
        : `“${String(value)}” is not a choice here. Choose another one.`;
    case "pair":
      return isNumberPair(value) ? null : `${field.label} must be two numbers.`;
    case "shape":
      return isNumberList(value) ? null : `${field.label} must be a list of sizes.`;
    default:
      return null;
  }
}
