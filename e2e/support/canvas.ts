/** The canvas of the Modeling view: blocks by their names. */
import { expect, type Locator, type Page } from "@playwright/test";

export function canvas(page: Page): Locator {
  return page.getByRole("region", { name: "Model", exact: true });
}

/** A block is read out as its name and what it does: "Dense 2, 64 units · ReLU". */
export function block(page: Page, name: string): Locator {
  return canvas(page).getByRole("group", { name: new RegExp(`^${name}(,|$)`) });
}

export function blocks(page: Page): Locator {
  return canvas(page).getByTestId("block");
}

export async function selectBlock(page: Page, name: string): Promise<void> {
  await block(page, name).click();
  await expect(page.getByRole("textbox", { name: "Block name" })).toHaveValue(name);
}

/** Puts a block from the palette behind the selected one. */
export async function addFromPalette(page: Page, label: string): Promise<void> {
  await page.getByRole("navigation", { name: "Blocks" }).getByRole("button", { name: label, exact: true }).click();
}
