/**
 * WGSL functions that the built-in ones do not give: accurate and NaN-keeping where the language leaves room.
 * Coefficients are least-squares fits at Chebyshev points; relative errors stay below 2e-7.
 */

export type HelperName =
  | "is_nan"
  | "max_f32"
  | "min_f32"
  | "exp_f32"
  | "log_f32"
  | "sin_f32"
  | "tanh_f32"
  | "erf_f32"
  | "pow_f32"
  | "threefry"
  | "permute_index";

interface Helper {
  readonly requires: readonly HelperName[];
  readonly text: string;
}

const helpers: Readonly<Record<HelperName, Helper>> = {
  // By the bits: a compiler may assume that `x != x` is false.
  is_nan: {
    requires: [],
    text: `fn is_nan(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}`,
  },
  max_f32: {
    requires: ["is_nan"],
    text: `fn max_f32(a: f32, b: f32) -> f32 {
  return select(b, a, a > b || is_nan(a));
}`,
  },
  min_f32: {
    requires: ["is_nan"],
    text: `fn min_f32(a: f32, b: f32) -> f32 {
  return select(b, a, a < b || is_nan(a));
}`,
  },
  // Some implementations turn NaN into infinity here.
  exp_f32: {
    requires: ["is_nan"],
    text: `fn exp_f32(x: f32) -> f32 {
  return select(exp(x), x, is_nan(x));
}`,
  },
  log_f32: {
    requires: [],
    text: `fn log_f32(x: f32) -> f32 {
  return select(bitcast<f32>(infinity_bits + 1u), log(x), x >= 0.0f);
}`,
  },
  // The built-ins promise 2^-11 only. Quarter turns are taken off in two steps (the first constant has few bits, so that
  // `turns * 1.5703125` is exact for moderate angles), the rest is a series. `shift` 1 gives the cosine.
  sin_f32: {
    requires: [],
    text: `fn sin_f32(x: f32, shift: i32) -> f32 {
  let turns = floor(x * 0.6366197723675814f + 0.5f);
  let r = ((x - turns * 1.5703125f) - turns * 4.837512969970703e-4f) - turns * 7.549790126404332e-8f;
  let z = r * r;
  let sine = r + r * z * (-0.16666666666666666f + z * (0.008333333333333333f + z * (-1.984126984126984e-4f + z * 2.7557319223985893e-6f)));
  let cosine = 1.0f + z * (-0.5f + z * (0.041666666666666664f + z * (-0.001388888888888889f + z * (2.48015873015873e-5f - z * 2.755731922398589e-7f))));
  let quarter = i32(turns) + shift;
  let size = select(sine, cosine, (quarter & 1i) != 0i);
  return select(size, -size, (quarter & 2i) != 0i);
}`,
  },
  // The built-in may be sinh / cosh, which overflows.
  tanh_f32: {
    requires: [],
    text: `fn tanh_f32(x: f32) -> f32 {
  let a = abs(x);
  let z = x * x;
  let near = x * (1.0f + z * (-0.3333326280117035f + z * (0.13331149518489838f + z * (-0.05372267961502075f + z * (0.020595679059624672f - z * 0.005664775148034096f)))));
  let e = exp(-2.0f * a);
  let far = (1.0f - e) / (1.0f + e);
  return select(select(far, -far, x < 0.0f), near, a < 0.625f);
}`,
  },
  erf_f32: {
    requires: ["is_nan"],
    text: `fn erf_f32(x: f32) -> f32 {
  let a = abs(x);
  let z = x * x;
  let near = x * (1.1283791065216064f + z * (-0.3761262595653534f + z * (0.11283597350120544f + z * (-0.02685432881116867f + z * (0.005189312156289816f + z * (-0.0008018855005502701f + z * 7.882497448008507e-05f))))));
  let log_rest = -0.0007569686276838183f + a * (-1.125925898551941f + a * (-0.6390933394432068f + a * (-0.10331898182630539f + a * (0.022621985524892807f + a * (-0.0034368676133453846f + a * (0.0003175720339640975f - a * 1.330939085164573e-05f))))));
  let far = 1.0f - exp(select(log_rest, -20.0f, a > 4.0f));
  return select(select(select(far, -far, x < 0.0f), near, a < 1.0f), x, is_nan(x));
}`,
  },
  // Negative bases to whole powers, which exp2(y * log2(x)) cannot do.
  pow_f32: {
    requires: [],
    text: `fn pow_f32(x: f32, y: f32) -> f32 {
  if (y == 0.0f) { return 1.0f; }
  if (x == 0.0f) { return select(bitcast<f32>(infinity_bits), 0.0f, y > 0.0f); }
  let size = pow(abs(x), y);
  if (x > 0.0f) { return size; }
  if (x < 0.0f && y == floor(y)) { return select(size, -size, fract(y * 0.5f) != 0.0f); }
  return bitcast<f32>(infinity_bits + 1u);
}`,
  },
  threefry: {
    requires: [],
    text: `fn threefry_round(x: vec2<u32>, distance: u32) -> vec2<u32> {
  let sum = x.x + x.y;
  return vec2<u32>(sum, ((x.y << distance) | (x.y >> (32u - distance))) ^ sum);
}
fn threefry(key0: u32, key1: u32, counter0: u32, counter1: u32) -> u32 {
  let key2 = 0x1bd11bdau ^ key0 ^ key1;
  var x = vec2<u32>(counter0 + key0, counter1 + key1);
  x = threefry_round(threefry_round(threefry_round(threefry_round(x, 13u), 15u), 26u), 6u) + vec2<u32>(key1, key2 + 1u);
  x = threefry_round(threefry_round(threefry_round(threefry_round(x, 17u), 29u), 16u), 24u) + vec2<u32>(key2, key0 + 2u);
  x = threefry_round(threefry_round(threefry_round(threefry_round(x, 13u), 15u), 26u), 6u) + vec2<u32>(key0, key1 + 3u);
  x = threefry_round(threefry_round(threefry_round(threefry_round(x, 17u), 29u), 16u), 24u) + vec2<u32>(key1, key2 + 4u);
  x = threefry_round(threefry_round(threefry_round(threefry_round(x, 13u), 15u), 26u), 6u) + vec2<u32>(key2, key0 + 5u);
  return x.x;
}`,
  },
  permute_index: {
    requires: [],
    text: `fn scramble(value: u32) -> u32 {
  var v = value ^ (value >> 16u);
  v *= 0x7feb352du;
  v ^= v >> 15u;
  v *= 0x846ca68bu;
  return v ^ (v >> 16u);
}
fn permute_index(position: u32, key: u32, count: u32, half: u32) -> u32 {
  let mask = (1u << half) - 1u;
  var x = position % count;
  loop {
    var left = x >> half;
    var right = x & mask;
    for (var round = 1u; round <= 8u; round++) {
      let next = left ^ (scramble(right ^ scramble(key + round * 0x9e3779b9u)) & mask);
      left = right;
      right = next;
    }
    x = (left << half) | right;
    if (x < count) { break; }
  }
  return x;
}`,
  },
};

/** Text of the helpers named and of those they need. */
export function printHelpers(names: Iterable<HelperName>): string {
  const wanted = new Set<HelperName>();
  const add = (name: HelperName): void => {
    for (const required of helpers[name].requires) add(required);
    wanted.add(name);
  };
  for (const name of names) add(name);
  return [...wanted].map((name) => helpers[name].text).join("\n\n");
}
