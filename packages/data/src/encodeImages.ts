/** Encodes labelled images: pixels divided by 255, channels last, and the label's class. Their columns are called "image" and "label". */
import { failed } from "./dataIssue.ts";
import type { DatasetDefinition, FeatureDefinition, SubsetName } from "./datasetDefinition.ts";
import type { DataResult, EncodedDataset, EncodedFeature } from "./encodedDataset.ts";
import type { LabelledImages } from "./labelledImages.ts";
import { dataLimits, formatBytes } from "./limits.ts";
import { splitRows } from "./splitRows.ts";

export const imageColumn = "image";
export const labelColumn = "label";

export function encodeImages(definition: DatasetDefinition, images: LabelledImages): DataResult<EncodedDataset> {
  const { fileName } = images;
  const bytes = images.count * (images.height * images.width * images.channels + images.classes.length) * 4;
  if (bytes > dataLimits.encodedBytes) {
    const message = `Encoded, the images take ${formatBytes(bytes)}; at most ${formatBytes(dataLimits.encodedBytes)} are possible. Use fewer images.`;
    return failed({ code: "encodedTooLarge", fileName, message });
  }
  const rows = splitRows({ rowCount: images.count, subsets: definition.subsets, classes: images.labels });
  const features: EncodedFeature[] = [];
  for (const feature of definition.features) {
    const [column] = feature.columns;
    if (feature.columns.length !== 1 || (column !== imageColumn && column !== labelColumn)) {
      const message = `Feature "${feature.name}" must take one column, "${imageColumn}" or "${labelColumn}".`;
      return failed({ code: "imageFeature", fileName, column: column ?? feature.name, message });
    }
    features.push(column === imageColumn ? encodePixels(feature, images, rows) : encodeLabels(feature, definition, images, rows));
  }
  return {
    ok: true,
    value: {
      features,
      samples: { training: rows.training.length, validation: rows.validation.length, test: rows.test.length },
      statistics: [
        { name: imageColumn, min: 0, max: 255 },
        { name: labelColumn, classes: images.classes },
      ],
      rows,
      droppedRows: 0,
    },
  };
}

type Rows = Readonly<Record<SubsetName, Uint32Array>>;

function encodePixels(feature: FeatureDefinition, images: LabelledImages, rows: Rows): EncodedFeature {
  const size = images.height * images.width * images.channels;
  const encodeSubset = (subset: Uint32Array): Float32Array => {
    const target = new Float32Array(subset.length * size);
    subset.forEach((row, sample) => {
      const from = row * size;
      const to = sample * size;
      for (let index = 0; index < size; index++) target[to + index] = (images.pixels[from + index] ?? 0) / 255;
    });
    return target;
  };
  return {
    name: feature.name,
    shape: [images.height, images.width, images.channels],
    kind: "image",
    role: feature.role,
    values: { training: encodeSubset(rows.training), validation: encodeSubset(rows.validation), test: encodeSubset(rows.test) },
  };
}

function encodeLabels(
  feature: FeatureDefinition,
  definition: DatasetDefinition,
  images: LabelledImages,
  rows: Rows,
): EncodedFeature {
  const encoding = definition.columns.find((column) => column.name === labelColumn)?.encoding;
  const oneHot = encoding === "one-hot";
  const width = oneHot ? images.classes.length : 1;
  const encodeSubset = (subset: Uint32Array): Float32Array => {
    const target = new Float32Array(subset.length * width);
    subset.forEach((row, sample) => {
      const label = images.labels[row] ?? 0;
      if (oneHot) target[sample * width + label] = 1;
      else target[sample] = label;
    });
    return target;
  };
  const kind = oneHot ? "categorical" : images.classes.length === 2 && encoding === "none" ? "binary" : "numeric";
  return {
    name: feature.name,
    shape: [width],
    kind,
    role: feature.role,
    ...(kind === "numeric" ? {} : { classes: images.classes }),
    values: { training: encodeSubset(rows.training), validation: encodeSubset(rows.validation), test: encodeSubset(rows.test) },
  };
}
