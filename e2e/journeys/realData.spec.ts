/** Real files, as anyone would bring them. Skipped where they are not. */
import { expect, test } from "@playwright/test";
import { dataFile, hasDataFolder, missingDataReason } from "../support/dataFolder.ts";
import { setNumber, setOptions } from "../support/inspector.ts";
import { chooseFiles, expectModelReady, openWithProposedModel } from "../support/startScreen.ts";
import { pressRun, readChart, waitForRun } from "../support/trainingDock.ts";

test.skip(!hasDataFolder, missingDataReason);

const trainingTimeMs = 300_000;

test("iris.csv is told apart", async ({ page }) => {
  await page.goto("/");
  await chooseFiles(page, dataFile("iris.csv"));
  await expect(page.getByText("150 rows, 5 columns")).toBeVisible();
  await openWithProposedModel(page);
  await setOptions(page, { "Learning rate": 0.01, Epochs: 80 });
  await pressRun(page);
  await waitForRun(page, "Finished", trainingTimeMs);
  const { value } = await readChart(page, "Accuracy", "Validation");
  console.log(`iris: validation accuracy ${value}`);
  expect(value).toBeGreaterThanOrEqual(0.93);
});

test("california-housing.csv with missing cells and a column of words", async ({ page }) => {
  test.setTimeout(360_000);
  await page.goto("/");
  await chooseFiles(page, dataFile("california-housing.csv"));
  await expect(page.getByRole("heading", { name: "california-housing" })).toBeVisible();
  await page.getByRole("combobox", { name: "Predict" }).click();
  await page.getByRole("option", { name: "median_house_value", exact: true }).click();
  await openWithProposedModel(page);
  await setOptions(page, { "Learning rate": 0.003, "Batch size": 128, Epochs: 8 });
  await pressRun(page);
  await waitForRun(page, "Finished", trainingTimeMs);
  const { value } = await readChart(page, "R²", "Validation");
  console.log(`california-housing: validation R² ${value}`);
  expect(value).toBeGreaterThanOrEqual(0.7);
});

test("MNIST from its two gzipped IDX files, 2,000 images held out", async ({ page }) => {
  test.setTimeout(360_000);
  await page.goto("/");
  await chooseFiles(page, ["mnist-t10k-images-idx3-ubyte.gz", "mnist-t10k-labels-idx1-ubyte.gz"].map(dataFile));
  await expect(page.getByText("10,000 images of 28 × 28 × 1")).toBeVisible();
  await page.getByRole("button", { name: "Look at the columns first" }).click();

  const subsets = page.getByRole("complementary", { name: "Subsets and source" });
  const validation = subsets.getByRole("textbox", { name: "Validation" });
  await validation.fill("20");
  await validation.press("Enter");
  await expect(subsets.getByRole("definition").filter({ hasText: "2,000" })).toHaveCount(1);
  await page.getByRole("button", { name: "Save as version 2" }).click();
  await page.getByRole("button", { name: "New model for this dataset" }).click();
  await expectModelReady(page);

  await setOptions(page, { "Learning rate": 0.002, Epochs: 3 });
  await setNumber(page, "Batch size", 32);
  await pressRun(page);
  await waitForRun(page, "Finished", trainingTimeMs);
  const { value } = await readChart(page, "Accuracy", "Validation");
  console.log(`MNIST: validation accuracy ${value}`);
  expect(value).toBeGreaterThanOrEqual(0.95);
});
