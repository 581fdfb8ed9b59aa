/** Files that cannot be read: the message names the file and the place, and nothing of them stays anywhere. */
import { gzipSync } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import { csvFile } from "../support/sampleTables.ts";
import { chooseFiles, type TestFile } from "../support/startScreen.ts";

interface BrokenFile {
  readonly what: string;
  readonly files: readonly TestFile[];
  readonly place: RegExp;
  readonly reason: RegExp;
}

/** The header of IDX files: big-endian sizes behind the two bytes of the element type and the number of axes. */
function idx(sizes: readonly number[], elementCount: number): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header[2] = 8;
  header[3] = sizes.length;
  for (const [axis, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * axis);
  return Buffer.concat([header, Buffer.alloc(elementCount, 7)]);
}

const brokenFiles: readonly BrokenFile[] = [
  {
    what: "a quote without end",
    files: [csvFile("quote.csv", 'height,width,kind\n1,2,"a"\n3,4,"b\n5,6,"c"\n')],
    place: /Line 3, column 3/,
    reason: /quoted cell/,
  },
  {
    what: "a line with too many cells",
    files: [csvFile("cells.csv", "height;width;kind\n1;2;a\n3;4;b\n5;6;c;7\n8;9;a\n")],
    place: /Line 4, column 4/,
    reason: /This line has 4 cells; the header has 3/,
  },
  {
    what: "a line with too few cells",
    files: [csvFile("few.csv", "height,width,kind\n1,2,a\n3\n5,6,c\n")],
    place: /Line 3, column 2/,
    reason: /This line has 1 cell; the header has 3/,
  },
  {
    what: "a picture that calls itself a table",
    files: [csvFile("picture.csv", Buffer.from("89504e470d0a1a0a0000000d49484452000000100000001008020000009091683600", "hex"))],
    place: /The file|Line \d+/,
    reason: /./,
  },
  { what: "an empty file", files: [csvFile("empty.csv", "")], place: /The file/, reason: /empty|not read/ },
  {
    what: "images that are not all there",
    files: [
      { name: "images-idx3-ubyte", mimeType: "", buffer: idx([10, 28, 28], 3 * 28 * 28) },
      { name: "labels-idx1-ubyte", mimeType: "", buffer: idx([10], 10) },
    ],
    place: /The file/,
    reason: /7840|ends|bytes/,
  },
  {
    what: "a gzip file that was cut off",
    files: [csvFile("cut.csv.gz", gzipSync("height,width\n1,2\n3,4\n".repeat(500)).subarray(0, 60))],
    place: /The file/,
    reason: /damaged|not complete/,
  },
];

async function expectRefused(page: Page, { files, place, reason }: BrokenFile): Promise<void> {
  await chooseFiles(page, files);
  const problem = page.getByRole("main").getByRole("alert");
  await expect(problem).toContainText(`"${files[0]?.name}" could not be read`);
  await expect(problem.getByText(place).first()).toBeVisible();
  await expect(problem.getByRole("listitem").first()).toContainText(reason);
  await expect(problem).toContainText("Nothing was imported.");
  await problem.getByRole("button", { name: "Choose another file" }).click();
  await expect(page.getByRole("button", { name: "Choose files" })).toBeVisible();
}

test("broken files are refused by name and place and leave nothing behind", async ({ page }) => {
  await page.goto("/");
  const nothingYet = page.getByText("What you open or import is kept here");
  await expect(nothingYet).toBeVisible();
  for (const broken of brokenFiles) await test.step(broken.what, () => expectRefused(page, broken));
  await page.reload();
  await expect(nothingYet).toBeVisible();
});

test("a project's list of datasets stays as it was", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Open Two spirals" }).click();
  await page.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Datasets" }).click();
  const datasets = page.getByRole("main").getByRole("link", { name: /./ });
  await expect(datasets).toHaveText(["Two spirals"]);
  for (const broken of brokenFiles.slice(0, 2)) await test.step(broken.what, () => expectRefused(page, broken));
  await page.reload();
  await expect(datasets).toHaveText(["Two spirals"]);
});
