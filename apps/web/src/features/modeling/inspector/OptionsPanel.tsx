"use client";
import { canMeasure, createOptions, getOptimizer, getSchedule, metrics, optimizers, schedules } from "@downhill/model";
import type { ReactNode } from "react";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { formatCount } from "../../../ui/formatNumber.ts";
import { Select } from "../../../ui/Select.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import { useReport } from "../report/ReportContext.tsx";
import { useModeling, useModelingStore, useModelingView } from "../state/ModelingContext.tsx";
import { batchFacts } from "./batchFacts.ts";
import { EntryForm } from "./EntryForm.tsx";
import { IssueNotice } from "./IssueNotice.tsx";
import { LossFields } from "./LossFields.tsx";
import { OptimizerPresets } from "./OptimizerPresets.tsx";
import { OptionInput } from "./OptionInput.tsx";
import { ScheduleFigure } from "./ScheduleFigure.tsx";

const standard = createOptions();

/** All that decides how the model is trained, in one form made from the catalogue. */
export function OptionsPanel() {
  const store = useModelingStore();
  const { signature } = useModelingView();
  const options = useModeling((state) => state.draft.options);
  const report = useReport();
  const { edit } = store.getState();
  const samples = signature?.samples.training ?? null;
  const batches = samples === null ? null : batchFacts(samples, options.batchSize, options.accumulationSteps);
  const optimizer = getOptimizer(options.optimizer.kind);
  const schedule = getSchedule(options.schedule.kind);
  const issues = report?.issues.filter((issue) => issue.option !== undefined) ?? [];
  const setBatchSize = (batchSize: number) => edit((draft) => ({ ...draft, options: { ...draft.options, batchSize } }));

  return (
    <div className="space-y-2 p-4 pt-2">
      {issues.map((issue) => (
        <IssueNotice key={`${issue.code} ${issue.message}`} issue={issue} />
      ))}
      <Group title="Loss" option="losses">
        <LossFields />
      </Group>
      <Group title="Optimizer" option="optimizer">
        <Field
          label="Optimizer"
          help={optimizer?.summary}
          defaultText={getOptimizer(standard.optimizer.kind)?.label}
          isChanged={options.optimizer.kind !== standard.optimizer.kind}
          onReset={() => chooseEntry("optimizer", standard.optimizer.kind)}
        >
          {(control) => (
            <Select
              {...control}
              value={options.optimizer.kind}
              onChange={(kind) => chooseEntry("optimizer", kind)}
              options={optimizers.map(({ kind, label, summary }) => ({ value: kind, label, description: summary }))}
            />
          )}
        </Field>
        {optimizer ? <OptimizerPresets optimizer={optimizer} /> : null}
        <OptionInput option="learningRate" />
        {optimizer ? <EntryForm entry="optimizer" fields={optimizer.parameters} /> : null}
      </Group>
      <Group title="Schedule" option="schedule">
        <Field
          label="Schedule"
          help={schedule?.summary}
          defaultText={getSchedule(standard.schedule.kind)?.label}
          isChanged={options.schedule.kind !== standard.schedule.kind}
          onReset={() => chooseEntry("schedule", standard.schedule.kind)}
        >
          {(control) => (
            <Select
              {...control}
              value={options.schedule.kind}
              onChange={(kind) => chooseEntry("schedule", kind)}
              options={schedules.map(({ kind, label, summary }) => ({ value: kind, label, description: summary }))}
            />
          )}
        </Field>
        {schedule ? <EntryForm entry="schedule" fields={schedule.parameters} /> : null}
        <OptionInput option="warmup" />
        <OptionInput option="warmupSteps" />
        <OptionInput option="warmupStart" />
        {schedule && batches ? (
          <ScheduleFigure schedule={schedule} options={options} totalSteps={batches.updates * options.epochs} />
        ) : null}
      </Group>
      <Group title="Batches and epochs" option="batchSize">
        <OptionInput
          option="batchSize"
          consequence={
            batches && samples ? (
              <>
                <p>{batches.sentence}</p>
                <div className="mt-1 flex gap-1">
                  <Button size="small" variant="quiet" className="-ml-2" onClick={() => setBatchSize(1)}>
                    Online (1)
                  </Button>
                  <Button size="small" variant="quiet" onClick={() => setBatchSize(Math.max(1, samples))}>
                    Full batch ({formatCount(samples)})
                  </Button>
                </div>
              </>
            ) : null
          }
        />
        <OptionInput
          option="epochs"
          consequence={batches ? <p>{formatCount(batches.updates * options.epochs)} updates in all.</p> : null}
        />
        <OptionInput option="accumulationSteps" />
        <OptionInput option="shuffle" />
      </Group>
      <Group title="Gradients and averaging" option="clipping" hasHeading>
        <OptionInput option="clipping" />
        <OptionInput option="clippingThreshold" />
        <OptionInput option="clippingForm" />
        <OptionInput option="weightAverage" />
        <OptionInput option="weightAverageMomentum" />
      </Group>
      <Group title="Metrics" option="metrics" hasHeading>
        {metrics
          .filter(
            (metric) =>
              !signature || signature.features.some((feature) => feature.role === "target" && canMeasure(metric, feature)),
          )
          .map((metric) => (
            <Field key={metric.kind} label={metric.label} help={metric.summary}>
              {(control) => (
                <Switch
                  {...control}
                  isOn={options.metrics.includes(metric.kind)}
                  onChange={(isOn) =>
                    edit((draft) => ({
                      ...draft,
                      options: {
                        ...draft.options,
                        metrics: isOn
                          ? [...draft.options.metrics, metric.kind]
                          : draft.options.metrics.filter((kind) => kind !== metric.kind),
                      },
                    }))
                  }
                />
              )}
            </Field>
          ))}
      </Group>
      <Group title="Seeds and keeping" option="dataAccessSeed" hasHeading>
        <OptionInput option="weightSeed" />
        <OptionInput option="dataAccessSeed" />
        <OptionInput option="checkpointIntervalSeconds" />
      </Group>
    </div>
  );

  /** Another optimizer or schedule starts with its own defaults; the learning rate stays what it is. */
  function chooseEntry(entry: "optimizer" | "schedule", kind: string) {
    edit((draft) =>
      draft.options[entry].kind === kind ? draft : { ...draft, options: { ...draft.options, [entry]: { kind, parameters: {} } } },
    );
  }
}

/** The heading is shown where the first field does not already say it. */
function Group({
  title,
  option,
  hasHeading = false,
  children,
}: {
  title: string;
  option: string;
  hasHeading?: boolean;
  children: ReactNode;
}) {
  return (
    <section data-option={option} aria-label={title} className="border-line border-b pb-3 last:border-b-0">
      {hasHeading ? <h3 className="pt-1 text-ink-3 text-small">{title}</h3> : null}
      {children}
    </section>
  );
}
