"use client";
import { type CsvDelimiter, type DatasetSource, findGenerator, type GeneratorParameter } from "@downhill/data";
import { useState } from "react";
import { Field } from "../../../ui/Field.tsx";
import { formatBytes, formatSetting } from "../../../ui/formatNumber.ts";
import { NumberInput } from "../../../ui/NumberInput.tsx";
import { Select } from "../../../ui/Select.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import { ContentPicture } from "../ContentPicture.tsx";
import type { DatasetDraft } from "./useDatasetDraft.ts";

type GeneratorSource = Extract<DatasetSource, { kind: "generator" }>;
type CsvSource = Extract<DatasetSource, { kind: "csv" }>;

const delimiters: readonly { value: CsvDelimiter; label: string }[] = [
  { value: ",", label: "Comma" },
  { value: ";", label: "Semicolon" },
  { value: "\t", label: "Tab" },
  { value: "|", label: "Bar" },
];

/** Where the rows come from, and how the file is written. Changeable while a file is being imported, and for generators always. */
export function SourcePanel({ draft }: { draft: DatasetDraft }) {
  const { source } = draft.definition;
  if (source.kind === "generator") return <GeneratorForm source={source} onChange={draft.changeGenerator} />;
  if (source.kind === "text") {
    return (
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <FileFact label="Text" name={source.fileName} file={draft.files[0]} />
      </dl>
    );
  }
  if (source.kind === "idx") {
    return (
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <FileFact label="Images" name={source.imagesFileName} file={draft.files[0]} />
        <FileFact label="Labels" name={source.labelsFileName} file={draft.files[1]} />
      </dl>
    );
  }
  return <CsvForm source={source} draft={draft} />;
}

function FileFact({ label, name, file }: { label: string; name: string; file?: File }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0">
        <span className="block truncate" title={name}>
          {name}
        </span>
        {file ? <span className="block text-ink-2 text-small">{formatBytes(file.size)}</span> : null}
      </dd>
    </>
  );
}

function CsvForm({ source, draft }: { source: CsvSource; draft: DatasetDraft }) {
  const isImport = draft.files.length > 0;
  const { delimiter, decimal, hasHeader } = source;
  const change = (changes: Partial<Pick<CsvSource, "delimiter" | "decimal" | "hasHeader">>) =>
    draft.changeDialect({ delimiter, decimal, hasHeader, ...changes });
  return (
    <div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <FileFact label="File" name={source.fileName} file={draft.files[0]} />
        {isImport ? null : (
          <>
            <dt className="text-ink-3">Written with</dt>
            <dd>{`${delimiters.find(({ value }) => value === delimiter)?.label ?? delimiter}, decimal ${decimal === "." ? "point" : "comma"}, ${hasHeader ? "with header" : "no header"}`}</dd>
          </>
        )}
      </dl>
      {isImport ? (
        <div className="mt-1 pl-3">
          <Field label="Delimiter">
            {(control) => (
              <Select {...control} value={delimiter} options={delimiters} onChange={(value) => change({ delimiter: value })} />
            )}
          </Field>
          <Field label="Decimal sign">
            {(control) => (
              <Select
                {...control}
                value={decimal}
                options={[
                  { value: ".", label: "Point" },
                  { value: ",", label: "Comma" },
                ]}
                onChange={(value) => change({ decimal: value })}
              />
            )}
          </Field>
          <Field label="First row is a header">
            {(control) => <Switch {...control} isOn={hasHeader} onChange={(value) => change({ hasHeader: value })} />}
          </Field>
        </div>
      ) : null}
    </div>
  );
}

function GeneratorForm({ source, onChange }: { source: GeneratorSource; onChange: (source: GeneratorSource) => void }) {
  const generator = findGenerator(source.generator);
  if (!generator)
    return <p className="text-ink-2">{`The generator "${source.generator}" is not known to this version of Downhill.`}</p>;
  return (
    <div>
      <div className="mb-2 h-44">
        <ContentPicture source={source} />
      </div>
      <p className="text-ink-2">{generator.summary}</p>
      <div className="mt-1 pl-3">
        {generator.parameters.map((parameter) => (
          <ParameterField
            key={parameter.name}
            parameter={parameter}
            value={source.parameters[parameter.name] ?? parameter.default}
            onChange={(value) => onChange({ ...source, parameters: { ...source.parameters, [parameter.name]: value } })}
          />
        ))}
        <ParameterField
          parameter={{
            name: "seed",
            label: "Data seed",
            help: "The same seed makes the same data.",
            min: 0,
            max: 0xffffffff,
            step: 1,
            default: 1,
          }}
          value={source.seed}
          onChange={(seed) => onChange({ ...source, seed })}
        />
      </div>
    </div>
  );
}

function ParameterField({
  parameter,
  value,
  onChange,
}: {
  parameter: GeneratorParameter;
  value: number;
  onChange: (value: number) => void;
}) {
  const [error, setError] = useState<string | null>(null);
  const isInteger = Number.isInteger(parameter.step);
  const range = parameter.name === "seed" ? undefined : `${formatSetting(parameter.min)} to ${formatSetting(parameter.max)}`;
  return (
    <Field
      label={parameter.label}
      help={parameter.help}
      range={range}
      defaultText={formatSetting(parameter.default)}
      isChanged={value !== parameter.default}
      onReset={() => onChange(parameter.default)}
      error={error}
    >
      {(control) => (
        <NumberInput
          {...control}
          value={value}
          min={parameter.min}
          max={parameter.max}
          step={parameter.step}
          isInteger={isInteger}
          onError={setError}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
