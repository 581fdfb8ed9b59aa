/** Changing a model by hand: blocks, parameters, errors and their remedies, and all of it without a pointer. */
import { expect, test } from "@playwright/test";
import { addFromPalette, block, blocks, canvas, selectBlock } from "../support/canvas.ts";
import { choose, expectSaved, inspector, openTab, setNumber } from "../support/inspector.ts";
import { expectModelReady, openSample } from "../support/startScreen.ts";

test.beforeEach(async ({ page }) => {
  await openSample(page, "Two spirals");
  await expect(blocks(page)).toHaveCount(5);
});

test("a block is added, set, undone, copied, deleted and laid out", async ({ page }) => {
  await openTab(page, "Information");
  const parameters = inspector(page).getByRole("definition");
  // 2 · 64 + 64, 64 · 64 + 64, 64 + 1.
  await expect(parameters.filter({ hasText: /^4,417$/ })).toHaveCount(1);

  await selectBlock(page, "Dense 2");
  await addFromPalette(page, "Dense");
  await expect(blocks(page)).toHaveCount(6);
  await expect(page.getByRole("textbox", { name: "Block name" })).toHaveValue("Dense 4");
  await expect(inspector(page).getByRole("combobox", { name: "Input from" })).toHaveText(/Dense 2/);
  await setNumber(page, "Units", 10);
  await choose(page, "Activation", "Tanh");
  await expect(block(page, "Dense 4")).toContainText("10 units · Tanh");
  await expect(block(page, "Dense 4")).toContainText("650 params");
  await expect(block(page, "Dense 3")).toContainText("11 params");
  await expect(inspector(page).getByText("650", { exact: true })).toBeVisible();
  await expectModelReady(page);

  await page.getByRole("button", { name: "Undo" }).click();
  await expect(block(page, "Dense 4")).not.toContainText("Tanh");
  await page.getByRole("button", { name: "Redo" }).click();
  await expect(block(page, "Dense 4")).toContainText("Tanh");

  await block(page, "Dense 4").click();
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Control+v");
  await expect(blocks(page)).toHaveCount(7);
  const copy = canvas(page).getByRole("group", { name: /10 units · Tanh$/ });
  await expect(copy).toHaveCount(2);
  await page.keyboard.press("Control+z");
  await expect(blocks(page)).toHaveCount(6);

  await selectBlock(page, "Dense 4");
  await block(page, "Dense 4").press("Delete");
  await expect(blocks(page)).toHaveCount(5);
  await selectBlock(page, "Dense 3");
  await expect(inspector(page).getByRole("combobox", { name: "Input from" })).toHaveText(/Dense 2/);
  await expectModelReady(page);

  const before = await block(page, "Dense").boundingBox();
  await block(page, "Dense").hover();
  await page.mouse.down();
  await page.mouse.move((before?.x ?? 0) + 260, (before?.y ?? 0) + 60, { steps: 8 });
  await page.mouse.up();
  const apart = async () =>
    Math.abs(((await block(page, "Dense").boundingBox())?.x ?? 0) - ((await block(page, "Dense 2").boundingBox())?.x ?? 0));
  await expect.poll(apart).toBeGreaterThan(50);
  await page.getByRole("button", { name: "Lay out" }).click();
  await expect.poll(apart).toBeLessThan(4);

  await expectSaved(page);
  await page.reload();
  await expect(blocks(page)).toHaveCount(5);
});

test("an error stands on its block, bars Run with its reason, and is mended by one press", async ({ page }) => {
  await selectBlock(page, "Dense 3");
  await setNumber(page, "Units", 3);
  const reason = /Target has|Dense 3 has 3 outputs/;
  await expect(block(page, "Target")).toContainText(reason);
  const run = page.getByRole("button", { name: "Run", exact: true });
  await expect(run).toHaveAttribute("aria-disabled", "true");
  await run.hover();
  await expect(page.getByRole("tooltip")).toContainText(reason);
  // As a hand moves: the reason stays while the pointer could be on its way to it.
  await page.mouse.move(400, 300, { steps: 10 });
  await expect(page.getByRole("tooltip")).toHaveCount(0);

  await openTab(page, "Information");
  const issue = inspector(page).getByRole("listitem").filter({ hasText: reason });
  await expect(issue).toHaveCount(1);
  await issue.getByRole("button", { name: /^Set / }).click();
  await expect(issue).toHaveCount(0);
  await expectModelReady(page);
  await expect(block(page, "Dense 3")).toContainText("1 unit");

  await selectBlock(page, "Dense 2");
  await choose(page, "Input from", "Nothing");
  await expect(run).toHaveAttribute("aria-disabled", "true");
  await choose(page, "Input from", "Dense");
  await expectModelReady(page);
});

test("the keyboard alone adds, sets and removes a block", async ({ page }) => {
  await block(page, "Dense").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Block name" })).toHaveValue("Dense");

  await page.keyboard.press("Control+k");
  const search = page.getByRole("combobox", { name: "Add a block" });
  await expect(search).toBeFocused();
  await page.keyboard.type("drop");
  await page.keyboard.press("Enter");
  await expect(blocks(page)).toHaveCount(6);
  await expect(page.getByRole("textbox", { name: "Block name" })).toHaveValue("Dropout");

  await expect(block(page, "Dropout")).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(block(page, "Target")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(block(page, "Dropout")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(inspector(page).locator(":focus")).toHaveCount(1);
  await inspector(page).getByRole("textbox", { name: "Rate" }).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("0.25");
  await page.keyboard.press("Enter");
  await expect(block(page, "Dropout")).toContainText(/25 %|0\.25/);

  await block(page, "Dropout").focus();
  await page.keyboard.press("Delete");
  await expect(blocks(page)).toHaveCount(5);
  await expectModelReady(page);
});
