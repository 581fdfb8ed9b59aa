/** What a visitor does on the start page. */
import { expect, type Page } from "@playwright/test";

export interface TestFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Opens a sample and waits until its model can be run. */
export async function openSample(page: Page, title: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: `Open ${title}` }).click();
  await expectModelReady(page);
}

/** The Modeling view is there and nothing bars the run. */
export async function expectModelReady(page: Page): Promise<void> {
  const run = page.getByRole("button", { name: "Run", exact: true });
  await expect(run).toBeVisible({ timeout: 60_000 });
  await expect(run).toHaveAttribute("aria-disabled", "false");
}

/** By the file dialog; files are paths, or names with their content. */
export async function chooseFiles(page: Page, files: string | readonly string[] | readonly TestFile[]): Promise<void> {
  const [dialog] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose files" }).click(),
  ]);
  await dialog.setFiles(files as Parameters<typeof dialog.setFiles>[0]);
}

/** By drag-and-drop onto the place that says so. */
export async function dropFile(page: Page, file: TestFile): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name, mimeType, bytes }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name, { type: mimeType }));
      return data;
    },
    { name: file.name, mimeType: file.mimeType, bytes: [...file.buffer] },
  );
  const place = page.getByRole("button", { name: "Choose files" });
  await place.dispatchEvent("dragover", { dataTransfer: transfer });
  await place.dispatchEvent("drop", { dataTransfer: transfer });
  await transfer.dispose();
}

export async function openWithProposedModel(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Open with a proposed model" }).click();
  await expectModelReady(page);
}
