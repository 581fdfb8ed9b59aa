/** A browser that has no WebGPU: it says what is missing and what to do, and trains small models on the CPU. */
import { expect, test } from "@playwright/test";
import { browserArguments } from "../support/browserArguments.ts";
import { setOptions } from "../support/inspector.ts";
import { openSample } from "../support/startScreen.ts";
import { pressRun, readChart, waitForRun } from "../support/trainingDock.ts";

test.use({
  launchOptions: {
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: [...browserArguments.filter((argument) => !argument.includes("webgpu")), "--disable-features=WebGPU", "--disable-gpu"],
  },
});

test("what is missing is said, and the CPU trains", async ({ page }) => {
  await openSample(page, "Two spirals");
  await page.getByRole("button", { name: "Device: No WebGPU" }).click();
  await expect(page.getByText(/WebGPU|adapter/).last()).toBeVisible();
  await expect(page.getByText(/Use a recent Chrome|hardware acceleration/)).toBeVisible();
  await page.keyboard.press("Escape");

  await setOptions(page, { Epochs: 5 });
  await pressRun(page);
  const dialog = page.getByRole("dialog", { name: "The graphics device is missing" });
  await expect(dialog).toContainText(/Use a recent Chrome|hardware acceleration/);
  await dialog.getByRole("button", { name: "Train on the CPU" }).click();
  await waitForRun(page, "Finished", 90_000);
  await expect(page.getByRole("button", { name: "Device: CPU (slow, exact)" })).toBeVisible();
  expect((await readChart(page, "Loss", "Training")).value).toBeLessThan(0.75);
});
