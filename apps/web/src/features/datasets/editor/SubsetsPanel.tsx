"use client";
import { type DatasetDefinition, defaultSubsets } from "@downhill/data";
import { useState } from "react";
import { Field } from "../../../ui/Field.tsx";
import { formatCount } from "../../../ui/formatNumber.ts";
import { NumberInput } from "../../../ui/NumberInput.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import { changeSubsets, fractionsFromPercents, targetHasClasses } from "./definitionEdits.ts";
import type { Overview } from "./useDatasetDraft.ts";

const names = ["training", "validation", "test"] as const;
const tints = ["bg-series-1", "bg-series-2", "bg-series-8"] as const;

/** The shares of training, validation and test, whether classes keep their shares in each, and the seed that shuffles the rows before they are cut. */
export function SubsetsPanel({
  definition,
  overview,
  onChange,
}: {
  definition: DatasetDefinition;
  overview: Overview;
  onChange: (definition: DatasetDefinition) => void;
}) {
  const { fractions, seed, stratified = false } = definition.subsets;
  const [training, validation, test] = fractions.map((share) => Math.round(share * 1000) / 10) as [number, number, number];
  const [errors, setErrors] = useState<{ training?: string | null; validation?: string | null; seed?: string | null }>({});
  const samples = overview.status === "ready" ? overview.value.signature.samples : null;
  const hasClasses = targetHasClasses(definition);
  const rowCount = samples ? samples.training + samples.validation + samples.test : Number.POSITIVE_INFINITY;
  const standard = defaultSubsets({ rowCount, hasClasses });
  const changeShares = (nextTraining: number, nextValidation: number) =>
    onChange(changeSubsets(definition, { fractions: fractionsFromPercents(nextTraining, nextValidation) }));
  return (
    <div>
      <div className="flex h-2 gap-px overflow-hidden rounded-full" aria-hidden>
        {fractions.map((share, index) => (
          <span key={names[index]} className={tints[index]} style={{ width: `${share * 100}%` }} />
        ))}
      </div>
      <dl className="mt-2 grid grid-cols-3 gap-2">
        {names.map((name, index) => (
          <div key={name} className="min-w-0">
            <dt className="flex items-center gap-1.5 text-ink-3 text-small">
              <span aria-hidden className={`size-2 shrink-0 rounded-full ${tints[index]}`} />
              {name.charAt(0).toUpperCase() + name.slice(1)}
            </dt>
            <dd className="num">{samples ? formatCount(samples[name]) : " "}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-2 pl-3">
        <Field
          label="Training"
          help="The rows that the model learns from."
          error={errors.training}
          defaultText={`${standard.fractions[0] * 100} %`}
        >
          {(control) => (
            <NumberInput
              {...control}
              value={training}
              unit="%"
              min={1}
              max={100 - validation}
              step={5}
              onError={(message) => setErrors((current) => ({ ...current, training: message }))}
              onChange={(value) => changeShares(value, validation)}
            />
          )}
        </Field>
        <Field
          label="Validation"
          help="The rows that show while training how it does on unseen data."
          error={errors.validation}
          defaultText={`${standard.fractions[1] * 100} %`}
        >
          {(control) => (
            <NumberInput
              {...control}
              value={validation}
              unit="%"
              min={0}
              max={100 - training}
              step={5}
              onError={(message) => setErrors((current) => ({ ...current, validation: message }))}
              onChange={(value) => changeShares(training, value)}
            />
          )}
        </Field>
        <p className="flex items-center justify-between py-2">
          <span className="font-medium">Test</span>
          <span className="num text-ink-2">{`${Math.round(test * 10) / 10} %`}</span>
        </p>
        {hasClasses && (
          <Field
            label="Same classes everywhere"
            help="Each subset gets its share of every class of the target (a stratified split)."
            defaultText="on"
          >
            {(control) => (
              <Switch
                {...control}
                isOn={stratified}
                onChange={(isOn) => onChange(changeSubsets(definition, { stratified: isOn }))}
              />
            )}
          </Field>
        )}
        <Field
          label="Seed"
          help="Shuffles the rows before they are cut. The same seed gives the same subsets."
          error={errors.seed}
          defaultText={String(standard.seed)}
        >
          {(control) => (
            <NumberInput
              {...control}
              value={seed}
              isInteger
              min={0}
              max={0xffffffff}
              onError={(message) => setErrors((current) => ({ ...current, seed: message }))}
              onChange={(value) => onChange(changeSubsets(definition, { seed: value }))}
            />
          )}
        </Field>
      </div>
    </div>
  );
}
