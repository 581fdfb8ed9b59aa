/** Shapes that blocks give and parameters that they ask for, on types alone; and what they say of a shape that does not fit. */
import { describe, expect, test } from "vitest";
import { TensorCollector } from "../lowering/layout.ts";
import { getBlock } from "./catalogue.ts";
import type { Activated, BlockContext } from "./definition.ts";
import { parseParameters } from "./parseParameters.ts";

type Parameters = Readonly<Record<string, unknown>>;

/** Lowers one block on samples of these shapes. */
function lower(
  kind: string,
  parameters: Parameters,
  samples: readonly (readonly number[])[],
  mode: BlockContext["mode"] = "training",
) {
  const definition = getBlock(kind);
  if (!definition) throw new Error(`There is no block "${kind}".`);
  const parsed = parseParameters(definition.parameters, parameters);
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join(" "));
  const source = new TensorCollector(2);
  const activated = new Map<unknown, Activated>();
  const context: BlockContext = {
    builder: source.builder,
    blockName: definition.label,
    mode,
    batchSize: 2,
    sampleWeights: null,
    sampleCount: null,
    parameter: (request) => source.parameter("block", request),
    statistic: (name, shape, initial) => source.statistic("block", { name, shape, initial }),
    randomUniform: (shape) => source.uniform(shape),
    feature: () => source.builder.constant(0),
    target: () => undefined,
    getActivated: (value) => activated.get(value) ?? { activation: "linear", logits: value },
    markActivated: (value, mark) => void activated.set(value, mark),
    fail(code, message) {
      throw new Error(`${code}: ${message}`);
    },
  };
  const values = samples.map((sample, place) => source.builder.input(`x${place}`, { dtype: "f32", shape: [2, ...sample] }));
  const inputs = definition.inputs.map((port, place) => (port.isVariadic ? values : values.slice(place, place + 1)));
  const outputs = definition.lower(context, inputs, parsed.value);
  return {
    sample: outputs[0]?.type.shape.slice(1),
    tensors: Object.fromEntries(source.tensors.map(({ name, shape }) => [name, shape])),
  };
}

describe("output shapes", () => {
  const image = [9, 6, 4];
  const sequence = [9, 4];
  test.each<[kind: string, parameters: Parameters, samples: number[][], wanted: number[]]>([
    ["embedding", { vocabulary: 10, units: 3 }, [[5]], [5, 3]],
    ["embedding", { vocabulary: 10, units: 3 }, [[]], [3]],
    ["convolution1d", { filters: 5, kernelSize: 3 }, [sequence], [7, 5]],
    ["convolution1d", { filters: 5, kernelSize: 3, strides: 2, padding: "same" }, [sequence], [5, 5]],
    ["convolution1d", { filters: 5, kernelSize: 4, dilation: 3, padding: "causal" }, [sequence], [9, 5]],
    ["convolution1d", { filters: 6, kernelSize: 3, groups: 2 }, [sequence], [7, 6]],
    ["convolution2d", { filters: 6, dilation: [2, 1], groups: 2 }, [image], [5, 4, 6]],
    ["depthwiseConvolution2d", { multiplier: 3, padding: "same", strides: [2, 2] }, [image], [5, 3, 12]],
    ["separableConvolution2d", { filters: 7, multiplier: 2 }, [image], [7, 4, 7]],
    ["transposedConvolution2d", { filters: 5, kernelSize: [3, 2], strides: [2, 3] }, [image], [18, 18, 5]],
    ["transposedConvolution2d", { filters: 5, kernelSize: [4, 2], padding: "valid", strides: [2, 3] }, [image], [20, 18, 5]],
    ["maxPooling1d", { poolSize: 2, strides: 2, padding: "same" }, [sequence], [5, 4]],
    ["averagePooling1d", { poolSize: 3, strides: 1 }, [sequence], [7, 4]],
    ["globalAveragePooling2d", {}, [image], [4]],
    ["globalAveragePooling2d", { keepDims: true }, [sequence], [1, 4]],
    ["globalMaxPooling", { keepDims: true }, [image], [1, 1, 4]],
    ["globalMaxPooling", {}, [sequence], [4]],
    ["layerNormalization", { axisCount: 2 }, [image], image],
    ["groupNormalization", { groups: 2 }, [image], image],
    ["instanceNormalization", {}, [sequence], sequence],
    ["rmsNormalization", {}, [image], image],
    ["unitNormalization", { axis: 1 }, [sequence], sequence],
    ["permute", { order: [3, 1, 2] }, [image], [4, 9, 6]],
    ["repeat", { count: 3 }, [[5]], [3, 5]],
    ["zeroPadding1d", { before: 2, after: 0 }, [sequence], [11, 4]],
    ["zeroPadding2d", { top: 0, bottom: 1, left: 2, right: 3 }, [image], [10, 11, 4]],
    ["cropping1d", { before: 2, after: 6 }, [sequence], [1, 4]],
    ["cropping2d", { top: 0, bottom: 1, left: 2, right: 3 }, [image], [8, 1, 4]],
    ["upsampling2d", { size: [2, 3] }, [image], [18, 18, 4]],
    ["upsampling2d", { size: [2, 3], interpolation: "bilinear" }, [[1, 6, 4]], [2, 18, 4]],
    ["upsampling1d", { size: 3, interpolation: "linear" }, [sequence], [27, 4]],
    ["standardization", { mean: [1, 2, 3, 4], deviation: [2] }, [image], image],
    ["resizing", { size: [5, 12] }, [image], [5, 12, 4]],
    ["reduce", { reduction: "max", axes: [-1, 1] }, [image], [6]],
    ["reduce", { axes: [2, 2], keepDims: true }, [image], [9, 1, 4]],
    ["reduce", { reduction: "argmax", axes: [1] }, [[5]], [1]],
    ["subtract", {}, [image, [1, 1, 4]], image],
    ["multiply", {}, [image, [9, 6, 1], [1, 1, 4]], image],
    ["average", {}, [sequence, sequence], sequence],
    ["maximum", {}, [sequence, sequence, sequence], sequence],
    ["minimum", {}, [sequence], sequence],
    ["dot", {}, [[4], [4]], [1]],
    ["dot", {}, [sequence, [3, 4]], [9, 3]],
    ["dot", { firstAxis: 1, secondAxis: 2 }, [[9, 6], sequence.toReversed()], [6, 4]],
    ["imageAugmentation", { flip: "both", rotation: 20, zoom: 0.1, brightness: 1, contrast: 0.2 }, [image], image],
    ["randomCrop", { size: [5, 6] }, [image], [5, 6, 4]],
  ])("%s %j on %j gives %j", (kind, parameters, samples, wanted) => {
    expect(lower(kind, parameters, samples).sample).toEqual(wanted);
    expect(lower(kind, parameters, samples, "inference").sample).toEqual(wanted);
  });
});

describe("parameters", () => {
  test.each<[kind: string, parameters: Parameters, sample: number[], wanted: Record<string, readonly number[]>]>([
    ["embedding", { vocabulary: 7, units: 3 }, [5], { table: [7, 3] }],
    ["convolution1d", { filters: 6, kernelSize: 5, groups: 2 }, [9, 4], { kernel: [5, 2, 6], bias: [6] }],
    ["depthwiseConvolution2d", { multiplier: 3 }, [9, 6, 4], { depthwise_kernel: [3, 3, 4, 3], bias: [12] }],
    [
      "separableConvolution2d",
      { filters: 5, multiplier: 2, useBias: false },
      [9, 6, 4],
      { depthwise_kernel: [3, 3, 4, 2], pointwise_kernel: [1, 1, 8, 5] },
    ],
    ["transposedConvolution2d", { filters: 5 }, [9, 6, 4], { kernel: [3, 3, 5, 4], bias: [5] }],
    ["layerNormalization", { axisCount: 2 }, [9, 6, 4], { gamma: [6, 4], beta: [6, 4] }],
    ["rmsNormalization", {}, [9, 4], { gamma: [4] }],
    ["rmsNormalization", { scale: false }, [9, 4], {}],
    ["instanceNormalization", { center: false }, [9, 4], { gamma: [4] }],
    ["activation", { activation: "prelu" }, [9, 4], { alpha: [4] }],
    ["activation", { activation: "prelu", slopeSharing: "number" }, [9, 4], { alpha: [9, 4] }],
    ["activation", { activation: "prelu", slopeSharing: "all" }, [9, 4], { alpha: [1] }],
    ["dense", { units: 3, activation: "prelu" }, [4], { kernel: [4, 3], bias: [3], alpha: [3] }],
  ])("%s %j on %j asks for %j", (kind, parameters, sample, wanted) => {
    expect(lower(kind, parameters, [sample]).tensors).toEqual(wanted);
  });
});

describe("what does not fit is said precisely", () => {
  test.each<[kind: string, parameters: Parameters, samples: number[][], message: string]>([
    [
      "convolution1d",
      {},
      [[8, 8, 3]],
      "needs-sequence: 1D Convolution needs a sequence (length × channels), but 8 × 8 × 3 comes in. Use the 2D block for images, or put a Reshape block in front of it.",
    ],
    [
      "maxPooling1d",
      {},
      [[8]],
      "needs-sequence: 1D Max pooling needs a sequence (length × channels), but 8 comes in. Put a Reshape block in front of it, or an Embedding block where index numbers come in.",
    ],
    [
      "convolution1d",
      { kernelSize: 5, dilation: 3 },
      [[9, 2]],
      "window-too-large: 1D Convolution has a window of 13 along the length, but the sequence that comes in is only 9 (9 × 2). Make the window smaller or set Padding to Same.",
    ],
    [
      "convolution1d",
      { filters: 4, groups: 2 },
      [[9, 3]],
      "groups-do-not-divide: Groups of 1D Convolution (2) must divide the 3 channels that come in and the 4 filters. Set Groups to 1.",
    ],
    [
      "depthwiseConvolution2d",
      { kernelSize: [3, 9] },
      [[8, 8, 3]],
      "window-too-large: 2D Depthwise convolution has a window of 9 along the width, but the image that comes in is only 8 (8 × 8 × 3). Make the window smaller or set Padding to Same.",
    ],
    [
      "separableConvolution2d",
      {},
      [[8, 3]],
      "needs-image: 2D Separable convolution needs an image (height × width × channels), but 8 × 3 comes in. Put a Reshape block in front of it, or use Dense for plain numbers.",
    ],
    [
      "globalMaxPooling",
      {},
      [[8]],
      "needs-places: Global max pooling needs a sequence (length × channels) or an image (height × width × channels), but 8 comes in. Remove it, or put a Reshape block in front of it.",
    ],
    [
      "groupNormalization",
      { groups: 4 },
      [[5, 6]],
      "groups-do-not-divide: Group normalization cannot split the 6 channels that come in into 4 equal groups. Set Groups to a number that divides 6.",
    ],
    [
      "layerNormalization",
      { axisCount: 3 },
      [[5, 6]],
      "too-few-axes: Layer normalization works on the last 3 axes, but 5 × 6 comes in, which has 2. Set Axes to 2 or less.",
    ],
    [
      "permute",
      { order: [2, 1] },
      [[4, 4, 3]],
      "order-does-not-fit: Permute gets 4 × 4 × 3, so Order must name each of the axes 1 to 3 once, but it is 2, 1.",
    ],
    ["permute", { order: [2] }, [[4]], "order-does-not-fit: Permute gets 4, so Order must name the axis 1, but it is 2."],
    [
      "cropping2d",
      { top: 4, bottom: 4, left: 0, right: 0 },
      [[8, 8, 3]],
      "nothing-left: 2D Cropping would cut 8 off an axis of 8 (8 × 8 × 3 comes in), so that nothing is left. Cut less.",
    ],
    [
      "reduce",
      { axes: [3] },
      [[4, 3]],
      "no-such-axis: Reduce names the axis 3, but what comes in has the axes 1 to 2. Set Axes to −1.",
    ],
    [
      "dot",
      { secondAxis: 4 },
      [[4], [4, 3]],
      "no-such-axis: Dot product names the axis 4, but what comes in has the axes 1 to 2. Set Axis of the second to −1.",
    ],
    [
      "unitNormalization",
      { axis: 2 },
      [[4]],
      "no-such-axis: Unit normalization names the axis 2, but what comes in has only the axis 1. Set Axis to −1.",
    ],
    [
      "activation",
      { activation: "logSoftmax", axis: 2 },
      [[4]],
      "no-such-axis: Activation names the axis 2, but what comes in has only the axis 1. Set Axis to −1.",
    ],
    [
      "subtract",
      {},
      [[4, 3], [4]],
      "shapes-differ: Subtract needs inputs of one shape, but 4 × 3 and 4 come in. Give both the same units or filters, or use Concatenate.",
    ],
    [
      "multiply",
      {},
      [
        [4, 3],
        [4, 2],
      ],
      "shapes-differ: Multiply needs inputs of one shape, but 4 × 3 and 4 × 2 come in. Give both the same units or filters, or use Concatenate.",
    ],
    ["maximum", {}, [], "no-input: Maximum needs at least one input. Connect the blocks whose outputs should be compared."],
    [
      "dot",
      {},
      [
        [4, 3],
        [4, 2],
      ],
      "sizes-differ: Dot product multiplies along axes of one size, but 3 of 4 × 3 and 2 of 4 × 2 come in. Choose other axes, or give both the same units.",
    ],
    [
      "spatialDropout",
      {},
      [[4]],
      "needs-places: Spatial dropout needs a sequence (length × channels) or an image (height × width × channels), but 4 comes in. Remove it, or put a Reshape block in front of it.",
    ],
    [
      "imageAugmentation",
      {},
      [[4, 4]],
      "needs-image: Image augmentation needs an image (height × width × channels), but 4 × 4 comes in. Put a Reshape block in front of it, or use Dense for plain numbers.",
    ],
    [
      "standardization",
      { mean: [1, 2, 3] },
      [[8, 8, 4]],
      "counts-differ: Mean of Standardization has 3 numbers, but 8 × 8 × 4 comes in, which has 4 channels. Give one number, or 4.",
    ],
    [
      "randomCrop",
      { size: [9, 4] },
      [[8, 8, 1]],
      "window-too-large: Random crop cuts out 9 × 4, but the image that comes in is only 8 × 8 × 1. Make Size smaller.",
    ],
  ])("%s %j on %j", (kind, parameters, samples, message) => {
    expect(() => lower(kind, parameters, samples)).toThrow(new Error(message));
  });
});
