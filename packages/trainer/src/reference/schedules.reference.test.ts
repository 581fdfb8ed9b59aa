/** Every case of schedules.json is computed (on the host, where schedules live), or stands in the list of uncovered cases. */
import { createOptions, getSchedule, observeResults, parseParameters, planRates, startRateMemory } from "@downhill/model";
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
      const { results, ...changes } = plan;
      const options = createOptions(changes);
      const issues = parseParameters(getSchedule(plan.schedule.kind)?.parameters ?? {}, plan.schedule.parameters);
      if (!issues.ok) expect.fail(issues.issues.map(({ message }) => message).join(" "));
      const rateAt = planRates(options, schedule.expect.lr.values.length);
      let memory = startRateMemory(options);
      const rates = Float64Array.from(schedule.expect.lr.values, (_, step) => {
        if (memory && results)
          memory = observeResults(options, memory, { [results.monitor]: results.values[step] ?? Number.NaN });
        return rateAt(step, memory);
      });
      expectClose("lr", rates, schedule.expect.lr, schedule.tol.lr);
    });
  }
});
