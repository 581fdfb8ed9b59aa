/** The list of experiments and the page of one. */
import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { readTensors } from "./checkpointFile.ts";

export async function openExperiments(page: Page): Promise<void> {
  await page.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Experiments" }).click();
  await expect(page.getByRole("heading", { name: "Experiments", level: 1 })).toBeVisible();
}

/** From the Modeling view to the page of the run that its dock shows. */
export async function openShownExperiment(page: Page): Promise<void> {
  await page
    .getByRole("region", { name: "Training", exact: true })
    .getByRole("link", { name: /^Experiment \d+$/ })
    .click();
  await expect(page.getByRole("heading", { name: "Compiler options" })).toBeVisible();
}

/** Takes the checkpoint of a step along, as a visitor of the experiment's page does. */
export async function downloadCheckpoint(page: Page, step: number): Promise<ReadonlyMap<string, string>> {
  const link = page.getByRole("link", { name: `Download the checkpoint of step ${step} as safetensors`, exact: true });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return readTensors(await readFile(await download.path()));
}
