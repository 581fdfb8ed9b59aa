/** Axis ends and ticks that people can read: 1, 2 and 5 times powers of ten. */
export interface AxisScale {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
}

export function computeLinearScale(low: number, high: number, tickCount = 5): AxisScale {
  if (low === high) {
    const room = Math.abs(low) * 0.1 || 0.5;
    return computeLinearScale(low - room, high + room, tickCount);
  }
  const step = niceStep((high - low) / (tickCount - 1));
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks: number[] = [];
  // Multiples are rounded so that 3 * 0.1 reads 0.3.
  for (let multiple = first; multiple <= last; multiple += 1) ticks.push(Number((multiple * step).toPrecision(12)));
  return { domain: [ticks[0]!, ticks.at(-1)!], ticks };
}

/** `low` must be positive. Under two decades the 2s and 5s are ticked as well. */
export function computeLogScale(low: number, high: number): AxisScale {
  const bottom = low === high ? low / 2 : low;
  const top = low === high ? high * 2 : high;
  const decades = Math.log10(top / bottom);
  const multiples = decades < 2 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / 6));
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(bottom)); exponent <= Math.ceil(Math.log10(top)); exponent += 1) {
    if (decades >= 2 && exponent % every !== 0) continue;
    for (const multiple of multiples) {
      const tick = Number((multiple * 10 ** exponent).toPrecision(12));
      if (tick >= bottom * 0.999 && tick <= top * 1.001) ticks.push(tick);
    }
  }
  return { domain: [bottom * 0.93, top * 1.07], ticks: ticks.length > 0 ? ticks : [bottom, top] };
}
