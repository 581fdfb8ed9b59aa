/** A person who has never been here: a sample, Run, a falling loss, and everything still there afterwards. */
import { expect, test } from "@playwright/test";
import { openExperiments } from "../support/experiments.ts";
import { openSample } from "../support/startScreen.ts";
import { chart, pressRun, readChart, trainingDock, waitForRun } from "../support/trainingDock.ts";

test.use({ trace: "off" });

test("two spirals, from the start page to a kept experiment", async ({ page, context }) => {
  await openSample(page, "Two spirals");
  await expect(page.getByRole("button", { name: /^Device: (?!Finding)/ })).toBeVisible();

  const pressedAtMs = performance.now();
  await pressRun(page);
  await chart(page, "Loss").waitFor();
  const firstPointMs = Math.round(performance.now() - pressedAtMs);
  console.log(`first point on the chart ${firstPointMs} ms after the click`);
  test.info().annotations.push({ type: "first point", description: `${firstPointMs} ms` });
  const first = await readChart(page, "Loss", "Training");

  await waitForRun(page, "Finished");
  const last = await readChart(page, "Loss", "Training");
  expect(last.step).toBeGreaterThan(first.step);
  expect(last.value).toBeLessThan(first.value / 2);
  const accuracy = await readChart(page, "Accuracy", "Validation");
  expect(accuracy.value).toBeGreaterThanOrEqual(0.9);

  await page.reload();
  await waitForRun(page, "Finished");
  await expect.poll(() => readChart(page, "Loss", "Training").catch(() => null)).toEqual(last);

  const second = await context.newPage();
  await second.goto(page.url());
  await waitForRun(second, "Finished");
  await expect.poll(() => readChart(second, "Loss", "Training").catch(() => null)).toEqual(last);
  await second.close();

  await expect(trainingDock(page).getByRole("link", { name: "Experiment 1" })).toBeVisible();
  await openExperiments(page);
  const row = page.getByRole("row").filter({ hasText: "Two spirals" });
  await expect(row).toHaveCount(1);
  await expect(row.getByText("Finished")).toBeVisible();
});
