/** The compiler options: another optimizer with its own parameters, what differs from the defaults, and the way back. */
import { expect, test } from "@playwright/test";
import { choose, expectSaved, inspector, numberField, openTab, setNumber } from "../support/inspector.ts";
import { openSample } from "../support/startScreen.ts";

test("options are changed, marked, reset and kept", async ({ page }) => {
  await openSample(page, "Two spirals");
  await openTab(page, "Compiler options");
  const panel = inspector(page);
  const optimizer = panel.getByRole("region", { name: "Optimizer" });
  await expect(optimizer.getByRole("combobox", { name: "Optimizer" })).toHaveText(/Adam/);
  await expect(numberField(page, "Beta 1")).toBeVisible();

  await choose(page, "Optimizer", "SGD");
  await expect(numberField(page, "Momentum")).toBeVisible();
  await expect(optimizer.getByRole("switch", { name: "Nesterov" })).toBeVisible();
  await expect(numberField(page, "Beta 1")).toHaveCount(0);

  await setNumber(page, "Momentum", 0.9);
  const resetMomentum = optimizer.getByRole("button", { name: /^Reset Momentum to / });
  await expect(resetMomentum).toBeVisible();
  await expect(optimizer.getByText("Differs from the default.")).not.toHaveCount(0);
  await resetMomentum.click();
  await expect(numberField(page, "Momentum")).toHaveValue("0");
  await expect(resetMomentum).toHaveCount(0);

  await setNumber(page, "Momentum", 0.8);
  await setNumber(page, "Batch size", 16);
  const wrong = numberField(page, "Epochs");
  await wrong.fill("0");
  await expect(panel.getByRole("alert")).toHaveText("Must be at least 1.");
  await wrong.press("Escape");
  await expectSaved(page);

  await page.reload();
  await openTab(page, "Compiler options");
  await expect(optimizer.getByRole("combobox", { name: "Optimizer" })).toHaveText(/SGD/);
  await expect(numberField(page, "Momentum")).toHaveValue("0.8");
  await expect(numberField(page, "Batch size")).toHaveValue("16");
  await panel.getByRole("button", { name: "Reset Optimizer to Adam" }).click();
  await expect(numberField(page, "Beta 1")).toBeVisible();
});
