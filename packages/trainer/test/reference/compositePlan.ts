/** The small nets of layers.json: their steps are words such as "conv2d same, no bias". */
import type { LayerCase, Settings } from "./caseSchemas.ts";
import { type LayerStep, normTensors, plainTensors, step } from "./layerStep.ts";

/** Parameters are numbered in order of use, kernels and normalizations apart: kernel1, gamma1, kernel2. Null: a step has no block. */
export function planComposite({ steps }: Settings, params: LayerCase["params"]): readonly LayerStep[] | null {
  if (!Array.isArray(steps)) return null;
  const planned: LayerStep[] = [];
  const used = { kernels: 0, norms: 0 };
  for (const words of steps.map(String)) {
    if (/^(conv2d|dense|lstm)/.test(words)) used.kernels++;
    if (/_norm\b/.test(words)) used.norms++;
    const numbered = {
      ...Object.fromEntries(Object.entries(plainTensors).map(([own, name]) => [own, `${name}${used.kernels}`])),
      ...Object.fromEntries(Object.entries(normTensors).map(([own, name]) => [own, `${name}${used.norms}`])),
    };
    const planStep = planWords(words, numbered, params);
    if (!planStep) return null;
    planned.push(planStep);
  }
  return planned;
}

function planWords(words: string, tensors: Readonly<Record<string, string>>, params: LayerCase["params"]): LayerStep | null {
  const kernel = params[tensors.kernel ?? ""]?.shape ?? [];
  const window = /(?:max|average) pool (\d+) (valid|same)/.exec(words);
  if (window) {
    const size = Number(window[1]);
    const pool = { poolSize: [size, size], strides: [size, size], padding: window[2] };
    return step(words.startsWith("max") ? "maxPooling2d" : "averagePooling2d", pool);
  }
  const conv = /^(conv2d|conv2d_transpose)\b(?: (same|valid|1x1))?(?: stride (\d+))?(, no bias)?$/.exec(words);
  if (conv) {
    const isTransposed = conv[1] === "conv2d_transpose";
    const stride = Number(conv[3] ?? 1);
    const padding = conv[2] === "same" ? "same" : "valid";
    const parameters = {
      kernelSize: kernel.slice(0, 2),
      strides: [stride, stride],
      padding,
      useBias: !conv[4],
      activation: "linear",
    };
    const filters = kernel[isTransposed ? 2 : 3];
    return step(isTransposed ? "transposedConvolution2d" : "convolution2d", { ...parameters, filters }, tensors);
  }
  const norm = /^(batch|layer)_norm eps ([\d.e-]+)(?:, training)?$/.exec(words);
  if (norm) {
    const kind = norm[1] === "batch" ? "batchNormalization" : "layerNormalization";
    return step(kind, { epsilon: Number(norm[2]) }, tensors);
  }
  if (words === "embedding") {
    const [vocabulary, units] = params.table?.shape ?? [];
    return step("embedding", { vocabulary, units });
  }
  const lstm = /^lstm (\d+), last step, zero state$/.exec(words);
  if (lstm)
    return step(
      "lstm",
      { units: Number(lstm[1]) },
      { ...tensors, recurrent_kernel: tensors.kernel ? `recurrent_${tensors.kernel}` : "" },
    );
  if (words === "dense") return step("dense", { units: kernel[1], activation: "linear" }, tensors);
  if (words === "flatten") return step("flatten", {});
  if (words === "add input") return { ...step("add", {}), joinsInput: true };
  if (words === "concatenate(that, input)") return { ...step("concatenate", {}), joinsInput: true };
  const activation = { relu: "relu", tanh: "tanh", sigmoid: "sigmoid", silu: "swish", "gelu erf": "gelu" }[words];
  return activation ? step("activation", { activation }) : null;
}
