/** Pausing, going on, stopping; and a run whose numbers run away. */
import { expect, test } from "@playwright/test";
import { choose, openTab, setNumber, setOptions } from "../support/inspector.ts";
import { openSample } from "../support/startScreen.ts";
import { chart, pressRun, readProgress, trainingDock, waitForRun, waitForStep } from "../support/trainingDock.ts";

test("a run pauses, goes on and stops when it is told", async ({ page }) => {
  await openSample(page, "Two spirals");
  await setOptions(page, { Epochs: 5000 });
  await pressRun(page);
  const dock = trainingDock(page);
  await waitForRun(page, "Running");
  await waitForStep(page, 1);

  await dock.getByRole("button", { name: "Pause" }).click();
  await waitForRun(page, "Paused");
  const paused = await readProgress(page);
  expect(paused.step).toBeLessThan(paused.total);

  await dock.getByRole("button", { name: "Resume" }).click();
  await waitForRun(page, "Running");
  await waitForStep(page, paused.step + 1);

  await dock.getByRole("button", { name: "Stop" }).click();
  await waitForRun(page, "Stopped");
  const stopped = await readProgress(page);
  expect(stopped.step).toBeGreaterThan(paused.step);
  expect(stopped.step).toBeLessThan(stopped.total);
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeVisible();

  await page.reload();
  await waitForRun(page, "Stopped");
});

test("a loss that is no number any more is marked and said", async ({ page }) => {
  await openSample(page, "Regression surface");
  await openTab(page, "Compiler options");
  await choose(page, "Optimizer", "SGD");
  await setNumber(page, "Learning rate", 10);
  await pressRun(page);
  await chart(page, "Loss").waitFor();
  const words = /loss is (NaN|∞|−∞) at step [\d,]+/;
  await expect(trainingDock(page).getByText(words).first()).toBeVisible({ timeout: 60_000 });
  await expect(trainingDock(page).getByText("not finite").first()).toBeVisible();
  await trainingDock(page).getByRole("link", { name: "Experiment 1" }).click();
  await expect(page.getByRole("main").getByText(words).first()).toBeVisible();
});
