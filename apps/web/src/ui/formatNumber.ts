/**
 * Every number, size, time and shape in the interface is written by one of these functions, so that it looks the same everywhere:
 * 0.0312, 1.2 M, 3.4 ms, 28 × 28 × 16. All of them take what is not finite and say so.
 */

const minus = "−";

function signed(text: string): string {
  return text.startsWith("-") ? minus + text.slice(1) : text;
}

function nonFinite(value: number): string | null {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "∞";
  if (value === Number.NEGATIVE_INFINITY) return `${minus}∞`;
  return null;
}

/** A measured value with at most `digits` significant digits: 0.0312, 12.4, 1,240, 3.1e−7. */
export function formatNumber(value: number, digits = 3): string {
  const special = nonFinite(value);
  if (special) return special;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e9) {
    const [mantissa = "", exponent = ""] = value.toExponential(digits - 1).split("e");
    return `${signed(String(Number(mantissa)))}e${signed(String(Number(exponent)))}`;
  }
  if (size >= 10 ** digits) return signed(Math.round(value).toLocaleString("en-US"));
  return signed(Number(value.toPrecision(digits)).toLocaleString("en-US", { maximumFractionDigits: 12 }));
}

/** A value the person set: all its digits, nothing rounded away: 0.001, 1e−7, 10,000. */
export function formatSetting(value: number): string {
  const special = nonFinite(value);
  if (special) return special;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e15) {
    const [mantissa = "", exponent = ""] = value.toExponential().split("e");
    return `${signed(mantissa)}e${signed(String(Number(exponent)))}`;
  }
  return signed(value.toLocaleString("en-US", { maximumFractionDigits: 15 }));
}

/** A whole number with every digit: 1,797,010. */
export function formatCount(value: number): string {
  return nonFinite(value) ?? signed(Math.round(value).toLocaleString("en-US"));
}

/** A large number short: 940, 1.2 k, 1.2 M, 3.4 G. */
export function formatCompact(value: number): string {
  const special = nonFinite(value);
  if (special) return special;
  const size = Math.abs(value);
  for (const [limit, unit] of [
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    // 999,960 would round to "1000 k".
    if (size >= limit * 0.99995) {
      const scaled = value / limit;
      return `${signed(Math.abs(scaled) >= 99.95 ? scaled.toFixed(0) : String(Number(scaled.toFixed(1))))} ${unit}`;
    }
  }
  return formatNumber(value);
}

/** A share of 1: 97.5 %. */
export function formatPercent(share: number, digits = 1): string {
  return nonFinite(share) ?? `${signed((share * 100).toFixed(digits))} %`;
}

/** A time for reading speed: 3.4 ms, 1.25 s, 2 min 05 s, 3 h 20 min. */
export function formatDuration(ms: number): string {
  const special = nonFinite(ms);
  if (special) return special;
  if (ms < 1) return `${Math.round(ms * 1000)} µs`;
  if (ms < 1000) return `${Number(ms.toPrecision(3))} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60 * 48) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
  return `${Math.round(minutes / 60 / 24)} d`;
}

/** Bytes in powers of 1024: 512 B, 12.4 KiB, 3 MiB. */
export function formatBytes(sizeBytes: number): string {
  const special = nonFinite(sizeBytes);
  if (special) return special;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = sizeBytes;
  let unit = 0;
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : Number(value.toFixed(value < 100 ? 1 : 0))} ${units[unit]}`;
}

/** Sizes of axes: 28 × 28 × 16; a scalar is "1". */
export function formatShape(shape: readonly number[]): string {
  return shape.length === 0 ? "1" : shape.join(" × ");
}

/** When something happened, in words: "just now", "5 min ago", "3 h ago", "12 Mar", "12 Mar 2025". */
export function formatAgo(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - atMs) / 1000);
  if (seconds < 45) return "just now";
  if (seconds < 45 * 60) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 22 * 3600) return `${Math.max(1, Math.round(seconds / 3600))} h ago`;
  const date = new Date(atMs);
  const sameYear = date.getFullYear() === new Date(nowMs).getFullYear();
  return date.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

/**
 * Reads a number as people type it: "0.001", "1e-3", "1E−3", "0,001", "10 000", "1,000". Null when it is no number.
 * A single comma followed by anything but exactly three digits is a decimal comma.
 */
export function parseNumber(text: string): number | null {
  let cleaned = text
    .trim()
    .replaceAll(minus, "-")
    .replace(/[\s_ ]/g, "");
  if (/^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(cleaned)) cleaned = cleaned.replaceAll(",", "");
  else cleaned = cleaned.replace(",", ".");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cleaned)) return null;
  const value = Number(cleaned);
  return Number.isFinite(value) ? value : null;
}
