/** Every run of runs.json is replayed on every target and must follow PyTorch's loss step by step, or stands in the list. */
import { afterAll, describe, expect, test } from "vitest";
import { casesOf, RunCase } from "../../test/reference/caseSchemas.ts";
import { expectClose, findDifference } from "../../test/reference/compareValues.ts";
import { readReference, skipMessage } from "../../test/reference/referenceFolder.ts";
import { openTargets } from "../../test/reference/referenceTargets.ts";
import { loadRunData } from "../../test/reference/runData.ts";
import { planRun, type RunResults, runTraining } from "../../test/reference/runTraining.ts";
import { uncoveredRuns } from "../../test/reference/uncoveredCases.ts";

const file = readReference("runs.json", casesOf(RunCase));

describe.skipIf(!file)(file ? "runs" : `runs: ${skipMessage}`, async () => {
  if (!file) return;
  const opened = await openTargets();
  afterAll(() => opened.close());

  for (const run of file.cases) {
    const plan = planRun(run);
    test(`${run.name} is covered or listed`, () => {
      expect(uncoveredRuns.includes(run.name), "listed as uncovered").toBe(plan === null);
    });
    if (!plan) continue;
    const data = loadRunData(run);
    if (typeof data === "string") test.skip(`${run.name}: ${data}`, () => undefined);
    else if (!data) test(run.name, () => expect.fail("Its data is of a kind that this test does not know."));
    else {
      test.for(opened.targets)(`${run.name} on $name`, async ({ device }) => {
        expectRun(run, await runTraining(device, run, plan, data));
      });
    }
  }
});

function expectRun(run: RunCase, got: RunResults): void {
  const { expect: wanted, tol } = run;
  const losses = wanted.loss.values;
  for (const [step, loss] of got.losses.entries()) {
    const tolerance = { atol: tol.loss_atol.values[step] ?? 0, rtol: 0 };
    expect(findDifference(`loss of step ${step}`, [loss], [losses[step] ?? Number.NaN], tolerance)).toBeNull();
  }
  expect(got.losses.length).toBe(run.steps);

  const differs = (name: string) => !run.indifferent?.includes(name);
  for (const [name, norm] of Object.entries(wanted.first_step_grad_norms).filter(([name]) => differs(name))) {
    const found = got.firstGradientNorms[name] ?? Number.NaN;
    expect(findDifference(`first gradient of ${name}`, [found], [norm], tol.first_step_grad_norms)).toBeNull();
  }
  for (const [name, norm] of Object.entries(wanted.final_norms).filter(([name]) => differs(name))) {
    const values = Array.from(got.tensors[name] ?? []);
    const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    const sum = values.reduce((total, value) => total + value, 0);
    const exact = { atol: 0, rtol: 0 };
    expect(findDifference(`norm of ${name}`, [length], [norm], tol.final_norms[name] ?? exact)).toBeNull();
    const wantedSum = wanted.final_sums[name] ?? Number.NaN;
    expect(findDifference(`sum of ${name}`, [sum], [wantedSum], tol.final_sums[name] ?? exact)).toBeNull();
  }
  for (const [arrays, tolerances] of [
    [wanted.final_weights, tol.final_weights],
    [wanted.final_state, tol.final_state],
  ] as const) {
    for (const [name, array] of Object.entries(arrays ?? {}).filter(([name]) => differs(name))) {
      expectClose(name, got.tensors[name] ?? [], array, tolerances?.[name] ?? { atol: 0, rtol: 0 });
    }
  }
  if (wanted.val_loss !== undefined && tol.val_loss) {
    expect(findDifference("validation loss", [got.validation.loss ?? Number.NaN], [wanted.val_loss], tol.val_loss)).toBeNull();
  }
  if (wanted.val_correct !== undefined) {
    // The metric is a mean over the places of a sample, the case counts places.
    const places = (wanted.val_count ?? got.validationSamples) / got.validationSamples;
    const correct = places * (got.validation["accuracy/correct"] ?? Number.NaN);
    expect(Math.abs(correct - wanted.val_correct)).toBeLessThanOrEqual(tol.val_correct ?? 0);
  }
}
