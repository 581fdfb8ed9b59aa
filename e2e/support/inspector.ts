/** The panel beside the canvas: the selected block, the compiler options, what the checks say. */
import { expect, type Locator, type Page } from "@playwright/test";

export type InspectorTab = "Block" | "Compiler options" | "Information";

export function inspector(page: Page): Locator {
  return page.getByRole("complementary", { name: "Inspector" });
}

export async function openTab(page: Page, tab: InspectorTab): Promise<void> {
  await inspector(page).getByRole("tab", { name: tab }).click();
}

export function numberField(page: Page, label: string): Locator {
  return inspector(page).getByRole("textbox", { name: label, exact: true });
}

export async function setNumber(page: Page, label: string, value: number): Promise<void> {
  const field = numberField(page, label);
  await field.fill(String(value));
  await field.press("Enter");
  await expect(field).toHaveValue(new Intl.NumberFormat("en-US", { maximumFractionDigits: 15 }).format(value));
}

export async function choose(page: Page, label: string, option: string): Promise<void> {
  await inspector(page).getByRole("combobox", { name: label, exact: true }).click();
  await page.getByRole("option", { name: new RegExp(`^${option}\\b`) }).click();
}

/** Sets compiler options by their labels. */
export async function setOptions(page: Page, values: Readonly<Record<string, number>>): Promise<void> {
  await openTab(page, "Compiler options");
  for (const [label, value] of Object.entries(values)) await setNumber(page, label, value);
}

/** The bar says that the server has what is on the screen. */
export async function expectSaved(page: Page): Promise<void> {
  await expect(page.getByRole("status").filter({ hasText: /^Saved$/ })).toBeVisible();
}
