/**
 * Every choice is drawn anew for each sample and step from the run's counter-based generator, so that a run repeats exactly and
 * is the same on every device. All that moves pixels is one sampling of the source: turned copies are blended once only.
 */
import type { Value } from "@downhill/ir";
import { type BlockContext, defineBlock } from "../definition.ts";
import { type PixelPlaces, samplePixels } from "../imageSampling.ts";
import { choice, number, type ParametersOf } from "../parameterFields.ts";
import { drawUniform } from "../randomValues.ts";
import { requireImage, single } from "../windows.ts";

const flipLabels = { none: "None", horizontal: "Left and right", vertical: "Top and bottom", both: "Both" } as const;
const fillLabels = { nearest: "Border pixels", zeros: "Zeros" } as const;

const fields = {
  flip: choice(flipLabels, { label: "Mirror", help: "Mirrors about half of the samples.", default: "horizontal" }),
  translation: number({
    label: "Shift",
    help: "Moves the image by up to this share of its height and width; without rotation and zoom by whole pixels.",
    default: 0.1,
    min: 0,
    max: 0.5,
  }),
  rotation: number({
    label: "Rotation",
    help: "Turns the image by up to this angle either way.",
    unit: "degrees",
    default: 0,
    min: 0,
    max: 180,
  }),
  zoom: number({
    label: "Zoom",
    help: "Makes the image larger or smaller by up to this share.",
    default: 0,
    min: 0,
    max: 0.9,
  }),
  fill: choice(fillLabels, { label: "Fill", help: "What appears where the image was moved away.", default: "nearest" }),
  brightness: number({
    label: "Brightness",
    help: "Adds up to this much, or takes it away, in the units of what comes in.",
    default: 0,
    min: 0,
    max: 255,
  }),
  contrast: number({
    label: "Contrast",
    help: "Widens or narrows the range around each channel's mean by up to this share.",
    default: 0,
    min: 0,
    max: 1,
  }),
};

type Settings = ParametersOf<typeof fields>;

export const imageAugmentation = defineBlock({
  kind: "imageAugmentation",
  label: "Image augmentation",
  category: "preprocessing",
  summary:
    "Mirrors, moves, turns and tints every image at random while training, so that the model sees more than the dataset holds.",
  keywords: ["augment", "random", "flip", "crop", "translate", "rotate", "zoom", "brightness", "contrast"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: fields,
  keepsRange: true,
  sampleShape: [8, 8, 3],
  describe: describeAugmentation,
  lower(context, inputs, settings) {
    const x = requireImage(context, single(inputs));
    if (context.mode === "inference") return [x];
    return [tint(context, move(context, x, settings), settings)];
  },
});

function describeAugmentation({ flip, translation, rotation, zoom, brightness, contrast }: Settings): string {
  const parts = [
    flip === "none" ? "" : "mirror",
    translation > 0 ? "shift" : "",
    rotation > 0 ? `± ${rotation}°` : "",
    zoom > 0 ? "zoom" : "",
    brightness > 0 || contrast > 0 ? "tint" : "",
  ];
  return parts.filter(Boolean).join(", ");
}

/** From each place of the result to its place in the source: turned and scaled around the middle, mirrored, shifted. */
function move(context: BlockContext, x: Value, { flip, translation, rotation, zoom, fill }: Settings): Value {
  if (flip === "none" && translation === 0 && rotation === 0 && zoom === 0) return x;
  const { builder } = context;
  const [batch = 1, height = 1, width = 1] = x.type.shape;
  const perSample = [batch, 1, 1];
  const draw = (limit: number, middle = 0) => drawUniform(context, perSample, middle - limit, middle + limit);
  const isBlended = rotation > 0 || zoom > 0;
  const grid = { dtype: "f32", shape: [1, height, width] } as const;
  const middleRow = (height - 1) / 2;
  const middleColumn = (width - 1) / 2;
  let row = builder.sub(builder.iota(grid, 1), middleRow);
  let column = builder.sub(builder.iota(grid, 2), middleColumn);
  if (rotation > 0) ({ row, column } = turn(context, { row, column }, draw((rotation * Math.PI) / 180)));
  if (zoom > 0) {
    const factor = draw(zoom, 1);
    row = builder.mul(row, factor);
    column = builder.mul(column, factor);
  }
  const mirror = () => builder.select(builder.lt(context.randomUniform(perSample), 0.5), -1, 1);
  if (flip === "horizontal" || flip === "both") column = builder.mul(column, mirror());
  if (flip === "vertical" || flip === "both") row = builder.mul(row, mirror());
  const shift = (size: number) => {
    const distance = draw(translation * size);
    return isBlended ? distance : builder.floor(builder.add(distance, 0.5));
  };
  if (translation > 0) {
    row = builder.add(row, shift(height));
    column = builder.add(column, shift(width));
  }
  const spread = (value: Value) => builder.expand(value, [batch, height, width]);
  const places = { row: spread(builder.add(row, middleRow)), column: spread(builder.add(column, middleColumn)) };
  return samplePixels(builder, x, places, { isBlended, fill });
}

function turn({ builder }: BlockContext, { row, column }: PixelPlaces, angle: Value): PixelPlaces {
  const sine = builder.sin(angle);
  const cosine = builder.cos(angle);
  return {
    row: builder.sub(builder.mul(row, cosine), builder.mul(column, sine)),
    column: builder.add(builder.mul(row, sine), builder.mul(column, cosine)),
  };
}

function tint(context: BlockContext, x: Value, { brightness, contrast }: Settings): Value {
  const { builder } = context;
  const perSample = [x.type.shape[0] ?? 1, 1, 1, 1];
  let output = x;
  if (contrast > 0) {
    const mean = builder.mean(x, [1, 2], { keepDims: true });
    const factor = drawUniform(context, perSample, 1 - contrast, 1 + contrast);
    output = builder.add(builder.mul(builder.sub(x, mean), factor), mean);
  }
  if (brightness > 0) output = builder.add(output, drawUniform(context, perSample, -brightness, brightness));
  return output;
}
