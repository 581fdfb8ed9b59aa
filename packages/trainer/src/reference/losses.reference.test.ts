/** Every case of losses.json is run on every target, or stands in the list of uncovered cases by name. */
import { afterAll, describe, expect, test } from "vitest";
import { casesOf, LossCase } from "../../test/reference/caseSchemas.ts";
import { expectClose, findDifference } from "../../test/reference/compareValues.ts";
import { planLoss } from "../../test/reference/lossPlan.ts";
import { readReference, skipMessage } from "../../test/reference/referenceFolder.ts";
import { openTargets } from "../../test/reference/referenceTargets.ts";
import { runLoss } from "../../test/reference/runLoss.ts";
import { uncoveredLosses } from "../../test/reference/uncoveredCases.ts";

const file = readReference("losses.json", casesOf(LossCase));

describe.skipIf(!file)(file ? "losses" : `losses: ${skipMessage}`, async () => {
  if (!file) return;
  const opened = await openTargets();
  afterAll(() => opened.close());

  for (const loss of file.cases) {
    const plan = planLoss(loss);
    test(`${loss.name} is covered or listed`, () => {
      expect(uncoveredLosses.includes(loss.name), "listed as uncovered").toBe(plan === null);
    });
    if (!plan) continue;
    test.for(opened.targets)(`${loss.name} on $name`, async ({ device }) => {
      const got = await runLoss(device, loss, plan);
      for (const [name, wanted] of Object.entries(loss.expect)) {
        if (name === "grad_mean_passthrough") continue;
        const tolerance = loss.tol[name];
        const values = got[name];
        if (!tolerance || !values) expect.fail(`${name} has no ${values ? "tolerance" : "value"}.`);
        // Where predictions are clipped, the gradient at the clipped prediction may stand for 0.
        const other = name === "grad_mean" ? loss.expect.grad_mean_passthrough : undefined;
        const otherTolerance = loss.tol.grad_mean_passthrough;
        if (other && otherTolerance && findDifference(name, values, other.values, otherTolerance) === null) continue;
        expectClose(name, values, wanted, tolerance);
      }
    });
  }
});
