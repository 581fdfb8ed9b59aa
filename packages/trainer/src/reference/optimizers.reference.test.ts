/** Every case of optimizers.json is run on every target, or stands in the list of uncovered cases by name. */
import { afterAll, describe, expect, test } from "vitest";
import { OptimizerFile } from "../../test/reference/caseSchemas.ts";
import { expectClose } from "../../test/reference/compareValues.ts";
import { planOptimizer } from "../../test/reference/optimizerPlan.ts";
import { readReference, skipMessage } from "../../test/reference/referenceFolder.ts";
import { openTargets } from "../../test/reference/referenceTargets.ts";
import { runOptimizer } from "../../test/reference/runOptimizer.ts";
import { uncoveredOptimizers } from "../../test/reference/uncoveredCases.ts";

const file = readReference("optimizers.json", OptimizerFile);

describe.skipIf(!file)(file ? "optimizers" : `optimizers: ${skipMessage}`, async () => {
  if (!file) return;
  const opened = await openTargets();
  afterAll(() => opened.close());

  for (const optimizer of file.cases) {
    const plan = planOptimizer(optimizer);
    test(`${optimizer.name} is covered or listed`, () => {
      expect(uncoveredOptimizers.includes(optimizer.name), "listed as uncovered").toBe(plan === null);
    });
    if (!plan) continue;
    test.for(opened.targets)(`${optimizer.name} on $name`, async ({ device }) => {
      const sequence = file.sequences[optimizer.sequence];
      if (!sequence) expect.fail(`There is no sequence "${optimizer.sequence}".`);
      const snapshots = Object.keys(optimizer.expect).map(Number);
      const read = await runOptimizer(device, { plan, sequence, snapshots });
      for (const [place, snapshot] of snapshots.entries()) {
        const tolerance = optimizer.tol[snapshot];
        const wanted = optimizer.expect[snapshot];
        if (!tolerance || !wanted) expect.fail(`Step ${snapshot} has no ${wanted ? "tolerance" : "values"}.`);
        expect(read[place]?.length).toBe(wanted.length);
        for (const [tensor, array] of wanted.entries()) {
          expectClose(`tensor ${tensor} after step ${snapshot}`, read[place]?.[tensor] ?? [], array, tolerance);
        }
      }
    });
  }
});
