/** Every case of schedules.json is computed (on the host, where schedules live), or stands in the list of uncovered cases. */
import { getSchedule, parseParameters } from "@downhill/model";
import { describe, expect, test } from "vitest";
import { casesOf, ScheduleCase } from "../../test/reference/caseSchemas.ts";
import { expectClose } from "../../test/reference/compareValues.ts";
import { readReference, skipMessage } from "../../test/reference/referenceFolder.ts";
import { planSchedule } from "../../test/reference/schedulePlan.ts";
import { uncoveredSchedules } from "../../test/reference/uncoveredCases.ts";

const file = readReference("schedules.json", casesOf(ScheduleCase));

describe.skipIf(!file)(file ? "schedules" : `schedules: ${skipMessage}`, () => {
  for (const schedule of file?.cases ?? []) {
    const plan = planSchedule(schedule);
    test(`${schedule.name} is covered or listed`, () => {
      expect(uncoveredSchedules.includes(schedule.name), "listed as uncovered").toBe(plan === null);
    });
    if (!plan) continue;
    test(schedule.name, () => {
      const definition = getSchedule(plan.kind);
      if (!definition) expect.fail(`There is no schedule "${plan.kind}".`);
      const parsed = parseParameters(definition.parameters, plan.parameters);
      if (!parsed.ok) expect.fail(parsed.issues.map((issue) => issue.message).join(" "));
      const rates = Float64Array.from(schedule.expect.lr.values, (_, step) =>
        definition.rate(plan.learningRate, step, parsed.value),
      );
      expectClose("lr", rates, schedule.expect.lr, schedule.tol.lr);
    });
  }
});
