/** Every screen by axe, in light and in dark: nothing serious, nothing critical. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { openExperiments, openShownExperiment } from "../support/experiments.ts";
import { openTab, setOptions } from "../support/inspector.ts";
import { openSample } from "../support/startScreen.ts";
import { chart, pressRun, waitForRun } from "../support/trainingDock.ts";

async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await test.step(`${screen}, ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${screen}, ${colorScheme}: ${id} at ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`);
      expect.soft(grave).toEqual([]);
    });
  }
}

test("no serious violation on any screen", async ({ page, context }) => {
  test.setTimeout(240_000);
  await page.goto("/");
  await expect(page.getByText("What you open or import is kept here")).toBeVisible();
  await expectAccessible(page, "start");

  await openSample(page, "Two spirals");
  await expectAccessible(page, "modeling");
  await setOptions(page, { Epochs: 10 });
  await expectAccessible(page, "compiler options");
  await openTab(page, "Information");
  await pressRun(page);
  await waitForRun(page, "Finished");
  await expectAccessible(page, "a finished run");

  await openShownExperiment(page);
  await chart(page, "Loss").waitFor();
  await expectAccessible(page, "experiment");
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("button", { name: "Create link" }).click();
  const address = await page.getByRole("textbox", { name: "Share link" }).inputValue();
  await expectAccessible(page, "share dialog");
  await page.keyboard.press("Escape");

  await openExperiments(page);
  await expect(page.getByRole("row").filter({ hasText: "Finished" })).toBeVisible();
  await expectAccessible(page, "experiments");

  await page.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Datasets" }).click();
  await expect(page.getByRole("heading", { name: "Datasets", level: 1 })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Two spirals" }).waitFor();
  await expectAccessible(page, "datasets");
  await page.getByRole("main").getByRole("link", { name: "Two spirals" }).click();
  await expect(page.getByRole("heading", { name: "class", exact: true })).toBeVisible();
  await expectAccessible(page, "dataset");

  const visitor = await context.newPage();
  await visitor.goto(address);
  await chart(visitor, "Loss").waitFor();
  await expectAccessible(visitor, "share page");
});
