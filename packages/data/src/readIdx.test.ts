import { gzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { describeIssue } from "./dataIssue.ts";
import { detectFile } from "./detectFile.ts";
import { readIdx } from "./readIdx.ts";

function idx(sizes: readonly number[], elements: readonly number[], type = 8): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + elements.length);
  const view = new DataView(bytes.buffer);
  bytes[2] = type;
  bytes[3] = sizes.length;
  sizes.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size, false);
  });
  bytes.set(elements, 4 + 4 * sizes.length);
  return bytes;
}

const twoImages = idx([2, 1, 3], [0, 128, 255, 1, 2, 3]);
const twoLabels = idx([2], [7, 4]);
const read = (images: Uint8Array, labels: Uint8Array) =>
  readIdx({ images: { bytes: images, fileName: "images" }, labels: { bytes: labels, fileName: "labels" } });

describe("readIdx", () => {
  it.each([
    ["as it is", twoImages, twoLabels],
    ["packed", gzipSync(twoImages), gzipSync(twoLabels)],
  ])("reads images and labels %s", (_, images, labels) => {
    const result = read(images, labels);
    if (!result.ok) throw new Error(describeIssue(result.issues[0] ?? { code: "", fileName: "", message: "" }));
    expect(result.value).toMatchObject({ count: 2, height: 1, width: 3, channels: 1, classes: ["4", "7"] });
    expect([...result.value.labels]).toEqual([1, 0]);
    expect([...result.value.pixels]).toEqual([0, 128, 255, 1, 2, 3]);
  });

  it.each<[string, Uint8Array, Uint8Array, string]>([
    [
      "a cut-off file",
      twoImages.slice(0, 20),
      twoLabels,
      "images: The file ends at byte 20; its header (2 × 1 × 3) needs 22 bytes. Download it again.",
    ],
    [
      "a cut-off header",
      twoImages.slice(0, 9),
      twoLabels,
      "images: The file ends at byte 9, inside its IDX header. Download it again.",
    ],
    [
      "bytes too many",
      twoImages,
      Uint8Array.from([...twoLabels, 9]),
      "labels: The file has 11 bytes, but its header (2) says it ends at byte 10. The file is damaged.",
    ],
    [
      "swapped files",
      twoLabels,
      twoImages,
      "images: Byte 3 says 1 axes; a file of images has 3 or 4. Check that images and labels are not swapped.",
    ],
    [
      "another type",
      idx([1, 1, 1], [0, 0, 0, 0], 13),
      twoLabels,
      "images: Byte 2 says that the file holds 32-bit floats; only unsigned bytes are read.",
    ],
    [
      "another format",
      new TextEncoder().encode("a,b\n1,2\n"),
      twoLabels,
      "images: This is not an IDX file: bytes 0 and 1 are 97 and 44 and not 0. Choose the IDX file with the images.",
    ],
    [
      "files that do not belong together",
      twoImages,
      idx([3], [1, 2, 3]),
      'labels: This file has 3 labels, but "images" has 2 images. Choose the two files that belong together.',
    ],
    [
      "no images",
      idx([0, 28, 28], []),
      idx([0], []),
      "images: The header says 0 images of 28 × 28 pixels. Choose a file with images.",
    ],
  ])("refuses %s", (_, images, labels, sentence) => {
    const result = read(images, labels);
    expect(result.ok ? "read" : result.issues.map(describeIssue)).toEqual([sentence]);
  });
});

describe("detectFile", () => {
  it.each<[string, Uint8Array, string, string, boolean]>([
    ["IDX images", twoImages, "x", "idx-images", false],
    ["packed IDX labels", gzipSync(twoLabels), "x.gz", "idx-labels", true],
    ["text of any name", new TextEncoder().encode("a;b\n1;2\n"), "table.data", "csv", false],
    ["packed text", gzipSync(new TextEncoder().encode("a;b\n1;2\n")), "t.csv.gz", "csv", true],
    ["an empty .csv", new Uint8Array(0), "empty.csv", "csv", false],
    ["a picture", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]), "p.png", "unknown", false],
  ])("tells %s", (_, bytes, name, kind, gzip) => {
    expect(detectFile(bytes, name)).toEqual({ kind, gzip });
  });
});
