/**
 * First values of weights, drawn on the host from Threefry with +, -, *, / and square roots only, so that they are bit-equal
 * on every device. Element i of a tensor depends on the seed, the tensor's stream and i only (an orthogonal matrix on its size too).
 */
import { type Shape, threefry2x32 } from "@downhill/ir";
import {
  defaultInitializerSettings,
  type InitialDistribution,
  type InitializerDefinition,
  type InitializerName,
  type InitializerSettings,
  initializers,
} from "./initializers.ts";
import { drawOrthonormal } from "./orthogonalRotations.ts";

export interface InitialValuesRequest {
  readonly initializer: InitializerName;
  readonly settings?: InitializerSettings;
  readonly fanIn: number;
  readonly fanOut: number;
  readonly seed: number;
  /** Tells the tensors of a model apart: the place of the tensor in its layout. */
  readonly stream: number;
  /** Of the tensor; orthogonal and identity need it. Otherwise a vector is as good. */
  readonly shape?: Shape;
}

/** Writes the tensor's first values into `target`. */
export function fillInitialValues(target: Float32Array, request: InitialValuesRequest): void {
  const { settings = defaultInitializerSettings, shape = [target.length] } = request;
  const definition: InitializerDefinition = initializers[request.initializer];
  const scale = definition.scale(request.fanIn, request.fanOut, settings);
  const distribution = definition.distribution === "settings" ? settings.distribution : definition.distribution;
  if (distribution === "constant") target.fill(scale);
  else if (distribution === "identity") fillIdentity(target, shape, scale);
  else if (distribution === "orthogonal") fillOrthogonal(target, shape.at(-1) ?? 1, scale, request);
  else for (let i = 0; i < target.length; i++) target[i] = scale * draw(distribution, request, i);
}

type Drawn = Exclude<InitialDistribution, "constant" | "orthogonal" | "identity">;

/** Of deviation 1, or in (-1, 1) when uniform. */
function draw(distribution: Drawn, place: { readonly seed: number; readonly stream: number }, i: number): number {
  switch (distribution) {
    case "uniform":
      return 2 * toUnit(threefry2x32(place.seed, place.stream, i, 0)[0]) - 1;
    case "truncatedNormal":
      return drawNormal(place, i, 2) / deviationOfCutNormal;
    case "cutNormal":
      return drawNormal(place, i, 2);
    case "normal":
      // Beyond six deviations lies one number in five hundred million.
      return drawNormal(place, i, 6);
  }
}

/** Standard deviation of a standard normal cut at ±2. */
const deviationOfCutNormal = 0.8796256610342398;

/** Standard normal inside ±limit, by rejection: Math.log and Math.cos may differ between browsers in the last bit. */
function drawNormal({ seed, stream }: { readonly seed: number; readonly stream: number }, i: number, limit: number): number {
  for (let attempt = 0; ; attempt++) {
    const [first, second] = threefry2x32(seed, stream, i, attempt);
    const value = 2 * limit * toUnit(first) - limit;
    if (toUnit(second) * exponential((value * value) / 2) < 1) return value;
  }
}

/** e^x for x in 0..18 by its series in steps of at most 2; 30 terms are exact to the last bit but one. */
function exponential(x: number): number {
  if (x > 2) return exponential(x / 2) ** 2;
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 30; n++) {
    term *= x / n;
    sum += term;
  }
  return sum;
}

/** 32 random bits to the middle of one of 2^32 equal parts of (0, 1). */
function toUnit(bits: number): number {
  return (bits + 0.5) / 2 ** 32;
}

/** Ones on the diagonal of the last two axes, in the middle of a window when there is one. */
function fillIdentity(target: Float32Array, shape: Shape, scale: number): void {
  target.fill(0);
  const [rows = 1, columns = 1] = shape.length < 2 ? [1, shape[0]] : shape.slice(-2);
  const window = shape.slice(0, -2);
  const middle = window.reduce((place, size) => place * size + Math.floor((size - 1) / 2), 0);
  for (let i = 0; i < Math.min(rows, columns); i++) target[(middle * rows + i) * columns + i] = scale;
}

/** Multiplications up to which Gram-Schmidt is a matter of a moment. */
const quickWork = 2 ** 27;

/** The tensor as a matrix of its last axis against all others. */
function fillOrthogonal(target: Float32Array, columns: number, scale: number, place: InitialValuesRequest): void {
  const rows = target.length / columns;
  const length = Math.max(rows, columns);
  const count = Math.min(rows, columns);
  const write = (vector: number, element: number, value: number) => {
    target[rows >= columns ? element * columns + vector : vector * columns + element] = scale * value;
  };
  if (length * count * count > quickWork) drawOrthonormal({ length, count, place }, write);
  else orthogonalize({ length, count, place }, write);
}

/**
 * Modified Gram-Schmidt on columns of normal numbers, which are far enough apart for it: the Q of a QR decomposition whose R has a
 * positive diagonal, so that Q is uniform over all such matrices.
 */
function orthogonalize(
  { length, count, place }: { readonly length: number; readonly count: number; readonly place: InitialValuesRequest },
  write: (vector: number, element: number, value: number) => void,
): void {
  const basis: Float64Array[] = [];
  for (let column = 0; column < count; column++) {
    const vector = Float64Array.from({ length }, (_, i) => draw("normal", place, i * count + column));
    for (const earlier of basis) addMultiple(vector, earlier, -product(vector, earlier));
    const norm = Math.sqrt(product(vector, vector));
    for (let i = 0; i < length; i++) vector[i] = (vector[i] ?? 0) / norm;
    basis.push(vector);
  }
  for (const [column, vector] of basis.entries()) for (let i = 0; i < length; i++) write(column, i, vector[i] ?? 0);
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addMultiple(target: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * other[i]!;
}
