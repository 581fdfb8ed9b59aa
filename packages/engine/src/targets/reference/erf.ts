/**
 * The error function in double precision. Below 3 the series erf(x) = 2/sqrt(pi) exp(-x²) sum of 2^n x^(2n+1) / (2n+1)!!
 * (Abramowitz and Stegun 7.1.6), whose terms all have one sign; above, 1 minus the continued fraction of erfc (7.1.14).
 */
export function computeErf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (size > 6) return Math.sign(x);
  const scale = Math.exp(-size * size) / Math.sqrt(Math.PI);
  if (size < 3) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 2 * scale * sum;
  }
  // erfc(x) = exp(-x²)/sqrt(pi) · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), evaluated from the inside out.
  let fraction = size;
  for (let n = 60; n >= 1; n--) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - scale / fraction);
}
