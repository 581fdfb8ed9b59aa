/** The server dies in the middle of a run and comes back over the same data directory. */
import { expect, test } from "@playwright/test";
import { openExperiments } from "../support/experiments.ts";
import { expectSaved, setOptions } from "../support/inspector.ts";
import { OwnServer } from "../support/ownServer.ts";
import { openSample } from "../support/startScreen.ts";
import { pressRun, readChart, readProgress, trainingDock, waitForRun, waitForStep } from "../support/trainingDock.ts";

const server = new OwnServer(Number(process.env.E2E_PORT ?? 3117) + 1);

test.use({ baseURL: server.url });
test.beforeAll(() => server.start());
test.afterAll(() => server.dispose());

test("a run outlives its server, and a new one goes on after both were lost", async ({ page, context }) => {
  test.setTimeout(300_000);
  await openSample(page, "Two spirals");
  await setOptions(page, { Epochs: 250, "Checkpoint interval": 1 });
  await expectSaved(page);
  const modelUrl = page.url();
  await pressRun(page);
  await waitForStep(page, 200, 90_000);

  await server.kill();
  const atDeath = (await readProgress(page)).step;
  await expect(page.getByText("The server cannot be reached; trying again")).toBeVisible();
  await waitForStep(page, atDeath + 100, 90_000);
  await server.start();
  await waitForRun(page, "Finished", 150_000);
  const last = await readChart(page, "Loss", "Training");
  await page.reload();
  await waitForRun(page, "Finished");
  await expect.poll(() => readChart(page, "Loss", "Training").catch(() => null)).toEqual(last);

  const lost = await context.newPage();
  await lost.goto(modelUrl);
  await pressRun(lost);
  const resume = trainingDock(page).getByRole("button", { name: /^Resume from step / });
  await waitForStep(lost, 1500, 90_000);
  await server.kill();
  await lost.close();
  await server.start();
  await page.goto(modelUrl);
  await resume.click();
  await waitForRun(page, "Finished", 120_000);
  const { step, total } = await readProgress(page);
  expect(step).toBe(total);

  await openExperiments(page);
  await expect(page.getByRole("row").filter({ hasText: "Finished" })).toHaveCount(2);
});
