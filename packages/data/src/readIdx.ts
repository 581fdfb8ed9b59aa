/**
 * Reads a pair of IDX files (the format of MNIST: a big-endian header, then bytes) into labelled images. Layout: two zero bytes, the element
 * type (8: unsigned byte), the number of axes, one 32-bit size per axis, the elements.
 */
import { failed, succeeded } from "./dataIssue.ts";
import type { DataResult } from "./encodedDataset.ts";
import type { LabelledImages } from "./labelledImages.ts";
import { dataLimits, formatBytes } from "./limits.ts";
import { isGzip, unpackGzip } from "./unpackGzip.ts";

export interface GivenFile {
  readonly bytes: Uint8Array;
  readonly fileName: string;
}

interface IdxArray {
  readonly sizes: readonly number[];
  readonly elements: Uint8Array;
}

const elementTypes: Readonly<Record<number, string>> = {
  9: "signed bytes",
  11: "16-bit integers",
  12: "32-bit integers",
  13: "32-bit floats",
  14: "64-bit floats",
};

export function readIdx(files: { readonly images: GivenFile; readonly labels: GivenFile }): DataResult<LabelledImages> {
  const images = readIdxArray(files.images, { axes: [3, 4], holds: "images" });
  if (!images.ok) return images;
  const labels = readIdxArray(files.labels, { axes: [1], holds: "labels" });
  if (!labels.ok) return labels;
  const [count = 0, height = 0, width = 0, channels = 1] = images.value.sizes;
  const { fileName } = files.images;
  if (count === 0 || height === 0 || width === 0) {
    return failed({
      code: "noImages",
      fileName,
      message: `The header says ${count} images of ${height} × ${width} pixels. Choose a file with images.`,
    });
  }
  if (channels !== 1 && channels !== 3) {
    return failed({
      code: "imageChannels",
      fileName,
      message: `The images have ${channels} channels; grey (1) and colour (3) are read.`,
    });
  }
  const labelCount = labels.value.sizes[0] ?? 0;
  if (labelCount !== count) {
    const message = `This file has ${labelCount} labels, but "${fileName}" has ${count} images. Choose the two files that belong together.`;
    return failed({ code: "idxCountsDiffer", fileName: files.labels.fileName, message });
  }
  const present = [...new Set(labels.value.elements)].sort((a, b) => a - b);
  const classOf = new Uint8Array(256);
  present.forEach((label, index) => {
    classOf[label] = index;
  });
  return succeeded({
    fileName,
    count,
    height,
    width,
    channels,
    pixels: images.value.elements,
    labels: labels.value.elements.map((label) => classOf[label] ?? 0),
    classes: present.map(String),
  });
}

function readIdxArray(
  file: GivenFile,
  expected: { readonly axes: readonly number[]; readonly holds: string },
): DataResult<IdxArray> {
  const { fileName } = file;
  if (file.bytes.length > dataLimits.fileBytes) {
    const message = `The file has ${formatBytes(file.bytes.length)}; at most ${formatBytes(dataLimits.fileBytes)} are taken.`;
    return failed({ code: "fileTooLarge", fileName, message });
  }
  const unpacked = isGzip(file.bytes) ? unpackGzip(file.bytes, fileName) : succeeded(file.bytes);
  if (!unpacked.ok) return unpacked;
  const bytes = unpacked.value;
  if (bytes.length < 4) {
    return failed({
      code: "idxTruncated",
      fileName,
      message: `The file ends at byte ${bytes.length}, inside its IDX header. Download it again.`,
    });
  }
  const [zero, alsoZero, type = 0, axisCount = 0] = bytes;
  if (zero !== 0 || alsoZero !== 0) {
    const message = `This is not an IDX file: bytes 0 and 1 are ${zero} and ${alsoZero} and not 0. Choose the IDX file with the ${expected.holds}.`;
    return failed({ code: "notIdx", fileName, message });
  }
  if (type !== 8) {
    const holds = elementTypes[type] ?? `elements of unknown type ${type}`;
    return failed({
      code: "idxElementType",
      fileName,
      message: `Byte 2 says that the file holds ${holds}; only unsigned bytes are read.`,
    });
  }
  if (!expected.axes.includes(axisCount)) {
    const message = `Byte 3 says ${axisCount} axes; a file of ${expected.holds} has ${expected.axes.join(" or ")}. Check that images and labels are not swapped.`;
    return failed({ code: "idxAxes", fileName, message });
  }
  const headerBytes = 4 + 4 * axisCount;
  if (bytes.length < headerBytes) {
    return failed({
      code: "idxTruncated",
      fileName,
      message: `The file ends at byte ${bytes.length}, inside its IDX header. Download it again.`,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sizes = Array.from({ length: axisCount }, (_, axis) => view.getUint32(4 + 4 * axis, false));
  const needed = headerBytes + sizes.reduce((product, size) => product * size, 1);
  if (bytes.length < needed) {
    const message = `The file ends at byte ${bytes.length}; its header (${sizes.join(" × ")}) needs ${needed} bytes. Download it again.`;
    return failed({ code: "idxTruncated", fileName, message });
  }
  if (bytes.length > needed) {
    const message = `The file has ${bytes.length} bytes, but its header (${sizes.join(" × ")}) says it ends at byte ${needed}. The file is damaged.`;
    return failed({ code: "idxTooLong", fileName, message });
  }
  return succeeded({ sizes, elements: bytes.subarray(headerBytes) });
}
