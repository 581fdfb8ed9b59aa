/** A link to an experiment: what a visitor without an account sees of it, live and afterwards, and that it can be taken back. */
import { expect, type Page, test } from "@playwright/test";
import { openShownExperiment } from "../support/experiments.ts";
import { setOptions } from "../support/inspector.ts";
import { expectModelReady, openSample } from "../support/startScreen.ts";
import { chart, pressRun, readChart, trainingDock, waitForRun, waitForStep } from "../support/trainingDock.ts";

async function expectNothingShown(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { name: "This link shows nothing" })).toBeVisible();
  await expect(page.getByRole("img", { name: /^Loss/ })).toHaveCount(0);
}

test("a link shows the experiment live, can be copied from, and can be revoked", async ({ page, browser, baseURL }) => {
  test.setTimeout(240_000);
  await openSample(page, "Two spirals");
  const modelUrl = page.url();
  await setOptions(page, { Epochs: 5000 });
  await pressRun(page);
  await waitForStep(page, 20);

  // The run goes on in this page while its experiment is opened in the same tab.
  await openShownExperiment(page);
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share this experiment" });
  await dialog.getByRole("button", { name: "Create link" }).click();
  const address = await dialog.getByRole("textbox", { name: "Share link" }).inputValue();
  expect(address).toMatch(/\/share\/[\w-]{20,}$/);
  await expect(dialog.getByRole("button", { name: "Revoke" })).toBeVisible();

  const visitorContext = await browser.newContext({ baseURL });
  const visitor = await visitorContext.newPage();
  await visitor.goto(address);
  await expect(visitor.getByRole("heading", { level: 1 })).toHaveText("Experiment 1");
  await expect(visitor.getByText("Dataset: Two spirals")).toBeVisible();
  await expect(visitor.getByText("Running", { exact: true })).toBeVisible();
  await chart(visitor, "Loss").waitFor();
  const seen = (await readChart(visitor, "Loss", "Training")).step;
  await expect.poll(async () => (await readChart(visitor, "Loss", "Training")).step).toBeGreaterThan(seen);
  await expect(
    visitor
      .getByRole("list", { name: /^Model of / })
      .getByRole("listitem")
      .first(),
  ).toBeVisible();
  await expect(visitor.getByRole("table").filter({ hasText: "Learning rate" })).toBeVisible();
  expect((await visitorContext.cookies()).filter(({ name }) => name.includes("session"))).toEqual([]);

  await dialog.press("Escape");
  await page.getByRole("link", { name: "Open its model" }).click();
  await trainingDock(page).getByRole("button", { name: "Stop" }).click();
  await waitForRun(page, "Stopped");
  await expect(visitor.getByText("Stopped", { exact: true })).toBeVisible();

  await visitor.getByRole("button", { name: "Open a copy" }).click();
  await expectModelReady(visitor);
  await setOptions(visitor, { Epochs: 5 });
  await pressRun(visitor);
  await waitForRun(visitor, "Finished");

  const foreign = await visitorContext.newPage();
  await foreign.goto(modelUrl);
  await expect(foreign.getByText("There is no such model here")).toBeVisible();
  await foreign.goto(modelUrl.replace(/\/models\/.*/, "/experiments"));
  await expect(foreign.getByText("The experiments could not be loaded")).toBeVisible();

  await openShownExperiment(page);
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("dialog").getByText("Revoked")).toBeVisible();
  await foreign.goto(address);
  await expectNothingShown(foreign);
  await foreign.goto(address.replace(/.{6}$/, "AAAAAA"));
  await expectNothingShown(foreign);
  await visitorContext.close();
});
