import { type BlockContext, defineBlock } from "../definition.ts";
import { samplePixels } from "../imageSampling.ts";
import { pair } from "../parameterFields.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";
import { requireImage, single } from "../windows.ts";
import { crop } from "./crop.ts";

export const randomCrop = defineBlock({
  kind: "randomCrop",
  label: "Random crop",
  category: "preprocessing",
  summary: "Cuts a window of a fixed size out of every image: anywhere while training, in the middle otherwise.",
  keywords: ["augment", "random", "crop", "cut", "window"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    size: pair({
      label: "Size",
      help: "Height and width of the window.",
      unit: "pixels",
      default: [4, 4],
      min: 1,
      max: 2048,
    }),
  },
  keepsRange: true,
  sampleShape: [8, 8, 2],
  describe: ({ size }) => size.join(" × "),
  lower(context, inputs, { size }) {
    const { builder } = context;
    const x = requireImage(context, single(inputs));
    const [batch = 1, height = 1, width = 1] = x.type.shape;
    const room = [height - size[0], width - size[1]] as const;
    if (room[0] < 0 || room[1] < 0) {
      context.fail(
        "window-too-large",
        `${context.blockName} cuts out ${size.join(" × ")}, but the image that comes in is only ` +
          `${formatSampleShape(toSampleShape(x.type.shape))}. Make Size smaller.`,
      );
    }
    if (context.mode === "inference") {
      const low = [0, Math.floor(room[0] / 2), Math.floor(room[1] / 2), 0];
      const high = [0, Math.ceil(room[0] / 2), Math.ceil(room[1] / 2), 0];
      return [crop(context, x, low, high)];
    }
    const places = [batch, ...size];
    const along = (axis: 1 | 2, free: number) =>
      builder.expand(
        builder.add(builder.iota({ dtype: "f32", shape: [1, ...size] }, axis), drawStart(context, batch, free)),
        places,
      );
    const window = { row: along(1, room[0]), column: along(2, room[1]) };
    return [samplePixels(builder, x, window, { isBlended: false, fill: "nearest" })];
  },
});

/** A whole number from 0 to `free` for every sample. */
function drawStart(context: BlockContext, batch: number, free: number) {
  const { builder } = context;
  return builder.floor(builder.mul(context.randomUniform([batch, 1, 1]), free + 1));
}
