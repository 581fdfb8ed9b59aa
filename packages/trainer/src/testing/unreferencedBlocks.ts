/** Blocks, and settings of blocks, for which the reference files have no case: they are held to finite differences instead. */
import type { Shape } from "@downhill/ir";
import type { LoneBlock } from "./lowerAlone.ts";

export interface BlockTrial extends LoneBlock {
  readonly inputs: readonly Shape[];
}

const image = [2, 5, 4, 3];
const activation = (name: string, settings: Readonly<Record<string, unknown>> = {}): BlockTrial => {
  return { kind: "activation", parameters: { activation: name, ...settings }, inputs: [[3, 7]] };
};

export const unreferencedBlocks: readonly BlockTrial[] = [
  activation("celu", { alpha: 0.7 }),
  activation("squareplus"),
  activation("hardTanh"),
  activation("softShrink", { threshold: 0.3 }),
  activation("hardShrink", { threshold: 0.3 }),
  { kind: "activation", parameters: { activation: "prelu", slopeSharing: "number" }, inputs: [[2, 3, 2]] },
  { kind: "activation", parameters: { activation: "prelu", slopeSharing: "all" }, inputs: [[2, 3, 2]] },
  { kind: "dense", parameters: { units: 3, activation: "prelu" }, inputs: [[4, 5]] },
  {
    kind: "convolution1d",
    parameters: { filters: 4, kernelSize: 3, strides: 2, padding: "causal", groups: 2 },
    inputs: [[2, 7, 4]],
  },
  {
    kind: "depthwiseConvolution2d",
    parameters: { multiplier: 2, strides: [2, 1], dilation: [1, 2], padding: "same", activation: "tanh" },
    inputs: [image],
  },
  {
    kind: "transposedConvolution2d",
    parameters: { filters: 2, kernelSize: [4, 2], strides: [3, 2], padding: "valid", activation: "tanh" },
    inputs: [image],
  },
  { kind: "instanceNormalization", parameters: { epsilon: 1e-3 }, inputs: [image] },
  { kind: "unitNormalization", parameters: { axis: 1 }, inputs: [image] },
  { kind: "layerNormalization", parameters: { axisCount: 3 }, inputs: [image] },
  { kind: "resizing", parameters: { size: [3, 9] }, inputs: [image] },
  { kind: "resizing", parameters: { size: [7, 2], interpolation: "nearest" }, inputs: [image] },
  { kind: "upsampling2d", parameters: { size: [3, 1], interpolation: "bilinear" }, inputs: [[2, 1, 4, 2]] },
  { kind: "upsampling1d", parameters: { size: 3, interpolation: "linear" }, inputs: [[2, 4, 3]] },
  { kind: "standardization", parameters: { mean: [1, 2, 3], deviation: [0.5, 2, 4] }, inputs: [image] },
  { kind: "rescaling", parameters: { scale: -2, offset: 3 }, inputs: [[3, 4]] },
  {
    kind: "dot",
    parameters: { normalize: true, firstAxis: 1, secondAxis: 2 },
    inputs: [
      [2, 4, 3],
      [2, 5, 4],
    ],
  },
  { kind: "minimum", inputs: [image, [2, 1, 4, 1], image] },
  { kind: "spatialDropout", parameters: { rate: 0.5 }, inputs: [image] },
  { kind: "gaussianDropout", inputs: [image] },
  { kind: "alphaDropout", inputs: [image] },
  { kind: "gaussianNoise", inputs: [image] },
  { kind: "randomCrop", parameters: { size: [3, 2] }, inputs: [image] },
  { kind: "imageAugmentation", parameters: { flip: "both", translation: 0.3, fill: "zeros" }, inputs: [image] },
  {
    kind: "imageAugmentation",
    parameters: { flip: "both", translation: 0.3, rotation: 40, zoom: 0.3, fill: "zeros", brightness: 1, contrast: 0.5 },
    inputs: [image],
  },
];
