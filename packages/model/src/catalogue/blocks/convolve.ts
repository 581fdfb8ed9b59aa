/** What the convolution blocks share behind their forms: kernel, bias and activation over any number of spatial axes. */
import type { Value } from "@downhill/ir";
import { type ActivationName, activationLabels, applyActivation } from "../activations.ts";
import type { BlockContext } from "../definition.ts";
import type { InitializerName, InitializerSettings } from "../initializers.ts";
import { type Padding, placeWindows } from "../windows.ts";

export interface KernelSettings {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dilation: readonly number[];
}

export interface WeightSettings {
  readonly initializer: InitializerName;
  readonly initializerSettings: InitializerSettings;
  readonly trainable: boolean;
}

export interface OutputSettings {
  readonly useBias: boolean;
  readonly biasInitializer: InitializerName;
  readonly activation: ActivationName;
  readonly trainable: boolean;
  /** Of the kernel in front, for the bias's initializer. */
  readonly fans: { readonly in: number; readonly out: number };
}

export interface Convolution extends KernelSettings, WeightSettings, Omit<OutputSettings, "fans"> {
  readonly filters: number;
  readonly groups: number;
}

/** `[batch, ...spatial, channels]` to `[batch, ...spatial', filters]`. Fails when the groups or the windows do not fit. */
export function convolve(context: BlockContext, x: Value, settings: Convolution): Value {
  const { filters, size, strides, dilation, groups, trainable } = settings;
  const channels = x.type.shape.at(-1) ?? 1;
  if (channels % groups !== 0 || filters % groups !== 0) {
    context.fail(
      "groups-do-not-divide",
      `Groups of ${context.blockName} (${groups}) must divide the ${channels} channels that come in and the ${filters} filters. Set Groups to 1.`,
    );
  }
  const windows = placeWindows(context, x, settings);
  const area = size.reduce((product, n) => product * n, 1);
  const fans = { in: (area * channels) / groups, out: (area * filters) / groups };
  const { initializer, initializerSettings } = settings;
  const shape = [...size, channels / groups, filters];
  const kernel = context.parameter({ name: "kernel", shape, initializer, initializerSettings, fans, trainable });
  const filtered = context.builder.conv(x, kernel, { strides, ...windows, kernelDilation: dilation, groups });
  return finishOutput(context, filtered, { ...settings, fans });
}

/** `channels` to `channels * multiplier`: channel c gives the channels c * multiplier + j, each with a filter of its own. */
export function convolveDepthwise(
  context: BlockContext,
  x: Value,
  settings: KernelSettings & WeightSettings & { readonly multiplier: number },
): { readonly filtered: Value; readonly fans: OutputSettings["fans"] } {
  const { builder } = context;
  const { size, strides, dilation, multiplier, initializer, initializerSettings, trainable } = settings;
  const channels = x.type.shape.at(-1) ?? 1;
  const windows = placeWindows(context, x, settings);
  const area = size.reduce((product, n) => product * n, 1);
  const fans = { in: area, out: area * multiplier };
  const shape = [...size, channels, multiplier];
  const kernel = context.parameter({ name: "depthwise_kernel", shape, initializer, initializerSettings, fans, trainable });
  const grouped = builder.reshape(kernel, [...size, 1, channels * multiplier]);
  return { filtered: builder.conv(x, grouped, { strides, ...windows, kernelDilation: dilation, groups: channels }), fans };
}

/** Bias and activation of the last axis. */
export function finishOutput(context: BlockContext, x: Value, settings: OutputSettings): Value {
  const { useBias, biasInitializer: initializer, fans, activation, trainable } = settings;
  const shape = x.type.shape.slice(-1);
  const biased = useBias ? context.builder.add(x, context.parameter({ name: "bias", shape, initializer, fans, trainable })) : x;
  return applyActivation(context, biased, activation, { trainable });
}

/** "16 filters 3 × 3 · ReLU". */
export function describeConvolution(count: string, size: readonly number[], activation: ActivationName): string {
  const window = size.length === 1 ? `of ${size[0]}` : size.join(" × ");
  return `${count} ${window}${activation === "linear" ? "" : ` · ${activationLabels[activation]}`}`;
}
