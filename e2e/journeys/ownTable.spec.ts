/** A person's own CSV file, by the file dialog and by drag-and-drop, from the file to a model that has learned it. */
import { expect, type Page, test } from "@playwright/test";
import { setOptions } from "../support/inspector.ts";
import { fruitTable } from "../support/sampleTables.ts";
import { chooseFiles, dropFile, openWithProposedModel } from "../support/startScreen.ts";
import { pressRun, readChart, waitForRun } from "../support/trainingDock.ts";

async function choosePrediction(page: Page, column: string): Promise<void> {
  await page.getByRole("combobox", { name: "Predict" }).click();
  await page.getByRole("option", { name: column, exact: true }).click();
}

async function expectRead(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await expect(page.getByText("240 rows, 4 columns")).toBeVisible();
}

test("a table from the file dialog is read, learned and kept", async ({ page }) => {
  await page.goto("/");
  await chooseFiles(page, [fruitTable("fruit.csv")]);
  await expectRead(page, "fruit");
  await choosePrediction(page, "kind");
  await expect(page.getByText(/\d+ training, \d+ validation and \d+ test samples/)).toBeVisible();
  await openWithProposedModel(page);

  await setOptions(page, { "Learning rate": 0.01, Epochs: 60 });
  await pressRun(page);
  await waitForRun(page, "Finished");
  expect((await readChart(page, "Accuracy", "Validation")).value).toBeGreaterThanOrEqual(0.9);

  await page.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Datasets" }).click();
  await page.getByRole("link", { name: "fruit", exact: true }).click();
  for (const column of ["weight", "girth", "origin", "kind"]) {
    await expect(page.getByRole("heading", { name: column, exact: true })).toBeVisible();
  }
});

test("the same table dropped onto the page opens with a model", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByText("What you open or import is kept here")).toBeVisible();
  await dropFile(page, fruitTable("dropped.csv"));
  await expectRead(page, "dropped");
  await choosePrediction(page, "kind");
  await openWithProposedModel(page);
  await pressRun(page);
  await waitForRun(page, "Running");
});
