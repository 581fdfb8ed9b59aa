/**
 * Matrix product on doubles: C[m, n] = A[m, k] B[k, n], each a row-major window into a larger array.
 * Two rows of A and four of its columns at a time keep the loads of B and C few; engines compile the inner loop well.
 */
export interface Matrix {
  readonly values: Float64Array;
  readonly offset: number;
  /** Elements from one row to the next. */
  readonly rowStride: number;
}

/** Rows of B worked on at a time, so that they stay in the cache while all rows of A pass. */
const depthBlock = 256;

export function multiply(m: number, n: number, k: number, left: Matrix, right: Matrix, result: Matrix): void {
  if (n === 1) {
    multiplyColumn(m, k, left, right, result);
    return;
  }
  const { values: c, offset: c0, rowStride: cs } = result;
  for (let row = 0; row < m; row++) c.fill(0, c0 + row * cs, c0 + row * cs + n);
  for (let start = 0; start < k; start += depthBlock) {
    accumulate(m, n, start, Math.min(k, start + depthBlock), left, right, result);
  }
}

function accumulate(m: number, n: number, start: number, end: number, left: Matrix, right: Matrix, result: Matrix): void {
  const { values: a, offset: a0, rowStride: as } = left;
  const { values: b, offset: b0, rowStride: bs } = right;
  const { values: c, offset: c0, rowStride: cs } = result;
  let row = 0;
  for (; row + 1 < m; row += 2) {
    const c1 = c0 + row * cs;
    const c2 = c1 + cs;
    const upper = a0 + row * as;
    const lower = upper + as;
    let p = start;
    for (; p + 3 < end; p += 4) {
      const u0 = a[upper + p]!;
      const u1 = a[upper + p + 1]!;
      const u2 = a[upper + p + 2]!;
      const u3 = a[upper + p + 3]!;
      const l0 = a[lower + p]!;
      const l1 = a[lower + p + 1]!;
      const l2 = a[lower + p + 2]!;
      const l3 = a[lower + p + 3]!;
      const r0 = b0 + p * bs;
      const r1 = r0 + bs;
      const r2 = r1 + bs;
      const r3 = r2 + bs;
      for (let j = 0; j < n; j++) {
        const v0 = b[r0 + j]!;
        const v1 = b[r1 + j]!;
        const v2 = b[r2 + j]!;
        const v3 = b[r3 + j]!;
        c[c1 + j]! += u0 * v0 + u1 * v1 + u2 * v2 + u3 * v3;
        c[c2 + j]! += l0 * v0 + l1 * v1 + l2 * v2 + l3 * v3;
      }
    }
    for (; p < end; p++) {
      const u = a[upper + p]!;
      const l = a[lower + p]!;
      const r = b0 + p * bs;
      for (let j = 0; j < n; j++) {
        c[c1 + j]! += u * b[r + j]!;
        c[c2 + j]! += l * b[r + j]!;
      }
    }
  }
  if (row < m) {
    const c1 = c0 + row * cs;
    const upper = a0 + row * as;
    for (let p = start; p < end; p++) {
      const u = a[upper + p]!;
      const r = b0 + p * bs;
      for (let j = 0; j < n; j++) c[c1 + j]! += u * b[r + j]!;
    }
  }
}

function multiplyColumn(m: number, k: number, left: Matrix, right: Matrix, result: Matrix): void {
  const { values: a, offset: a0, rowStride: as } = left;
  const { values: b, offset: b0, rowStride: bs } = right;
  for (let row = 0; row < m; row++) {
    const start = a0 + row * as;
    let total = 0;
    for (let p = 0; p < k; p++) total += a[start + p]! * b[b0 + p * bs]!;
    result.values[result.offset + row * result.rowStride] = total;
  }
}
