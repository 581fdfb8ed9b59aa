/** A tab closed in the middle of a run: the run goes on from its last checkpoint and ends with the very same numbers. */
import { expect, test } from "@playwright/test";
import { downloadCheckpoint, openShownExperiment } from "../support/experiments.ts";
import { expectSaved, openTab, setOptions } from "../support/inspector.ts";
import { openSample } from "../support/startScreen.ts";
import { pressRun, readProgress, trainingDock, waitForRun, waitForStep } from "../support/trainingDock.ts";

test("an interrupted run goes on exactly", async ({ page, context }) => {
  test.setTimeout(300_000);
  await openSample(page, "Two spirals");
  await setOptions(page, { Epochs: 250, "Checkpoint interval": 1 });
  await expectSaved(page);
  await openTab(page, "Block");
  const modelUrl = page.url();

  await pressRun(page);
  await waitForRun(page, "Finished", 120_000);
  const { total } = await readProgress(page);
  await openShownExperiment(page);
  const uninterrupted = await downloadCheckpoint(page, total);

  const closing = await context.newPage();
  await closing.goto(modelUrl);
  await pressRun(closing);
  await waitForStep(closing, Math.round(total * 0.4), 120_000);
  await closing.close();

  const reopened = await context.newPage();
  await reopened.goto(modelUrl);
  await waitForRun(reopened, "Interrupted");
  const resume = trainingDock(reopened).getByRole("button", { name: /^Resume from step / });
  const from = Number((await resume.textContent())?.replace(/\D/g, ""));
  expect(from).toBeGreaterThan(0);
  expect(from).toBeLessThan(total);
  await resume.click();
  await waitForRun(reopened, "Finished", 120_000);
  await expect.poll(() => readProgress(reopened)).toEqual({ step: total, total });
  await openShownExperiment(reopened);
  await expect(reopened.getByText("Number 2")).toBeVisible();
  const resumed = await downloadCheckpoint(reopened, total);

  expect(resumed.size).toBeGreaterThan(0);
  expect([...resumed.keys()].sort()).toEqual([...uninterrupted.keys()].sort());
  const different = [...resumed.keys()].filter((name) => resumed.get(name) !== uninterrupted.get(name));
  expect(different).toEqual([]);
});
