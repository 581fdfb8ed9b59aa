/** Running a model and reading what the charts say of it. */
import { expect, type Locator, type Page } from "@playwright/test";

export type RunWord = "Running" | "Paused" | "Finished" | "Stopped" | "Failed" | "Interrupted";

export function trainingDock(page: Page): Locator {
  return page.getByRole("region", { name: "Training", exact: true });
}

export async function pressRun(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run", exact: true }).click();
}

export async function waitForRun(page: Page, word: RunWord, timeout = 60_000): Promise<void> {
  await expect(trainingDock(page).getByText(word, { exact: true })).toBeVisible({ timeout });
}

export interface ChartReading {
  readonly value: number;
  readonly step: number;
}

/** The chart of this name, wherever it stands; its label tells in words what it shows. */
export function chart(page: Page, title: string): Locator {
  return page.getByRole("img", { name: new RegExp(`^${title}\\. `) });
}

/** The latest point of a line of a chart, as its words tell it: "Loss. Training 0.693 at step 1; Validation 0.7 at step 13." */
export async function readChart(page: Page, title: string, line: "Training" | "Validation"): Promise<ChartReading> {
  const words = (await chart(page, title).getAttribute("aria-label")) ?? "";
  const found = new RegExp(`${line} (\\S+)( %)? at step ([\\d,]+)`).exec(words);
  if (!found) throw new Error(`The chart says nothing of ${line}: ${words}`);
  const [, value = "", percent, step = ""] = found;
  return { value: toNumber(value) / (percent ? 100 : 1), step: toNumber(step) };
}

/** "Epoch 3.2 of 50 · Step 400 of 6,500" of the run of this page: how far it is, and where it ends. */
export async function readProgress(page: Page): Promise<{ step: number; total: number }> {
  const words =
    (await trainingDock(page)
      .getByText(/Step [\d,]+ of [\d,]+/)
      .textContent()) ?? "";
  const [, step = "", total = ""] = /Step ([\d,]+) of ([\d,]+)/.exec(words) ?? [];
  return { step: toNumber(step), total: toNumber(total) };
}

/** Waits until the run of this page has come to the step. */
export async function waitForStep(page: Page, wanted: number, timeout = 60_000): Promise<void> {
  await expect.poll(async () => (await readProgress(page)).step, { timeout }).toBeGreaterThanOrEqual(wanted);
}

function toNumber(text: string): number {
  return Number(text.replaceAll(",", "").replaceAll("−", "-"));
}
