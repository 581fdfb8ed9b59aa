import fc from "fast-check";
import { expect, test } from "vitest";
import { type BufferUse, checkMemoryPlan, planSlots } from "./memoryPlan.ts";

const use = (...kernels: [reads: number[], writes: number[]][]): BufferUse => ({
  reads: kernels.map(([reads]) => new Set(reads)),
  writes: kernels.map(([, writes]) => new Set(writes)),
});
const buffers = (...sizes: number[]) => sizes.map((elements, id) => ({ id, elements }));

test("a chain of values needs two slots", () => {
  const chain = use([[], [0]], [[0], [1]], [[1], [2]], [[2], [3]]);
  const slots = planSlots(buffers(10, 10, 10, 10), chain);
  expect(slots.map(({ tenants }) => tenants)).toEqual([
    [0, 2],
    [1, 3],
  ]);
  checkMemoryPlan(slots, buffers(10, 10, 10, 10), chain);
});

test("the best fitting slot is taken, and grown if none is large enough", () => {
  const plan = use([[], [0, 1]], [[0, 1], []], [[], [2]], [[2], []]);
  expect(planSlots(buffers(100, 12, 10), plan)).toEqual([
    { elements: 100, tenants: [0] },
    { elements: 12, tenants: [1, 2] },
  ]);
  expect(planSlots(buffers(5, 8, 10), plan)).toContainEqual({ elements: 10, tenants: [1, 2] });
});

test("the checker finds each kind of mistake", () => {
  const chain = use([[], [0]], [[0], [1]], [[1], [2]]);
  const sizes = buffers(10, 10, 10);
  const check =
    (...slots: { elements: number; tenants: number[] }[]) =>
    () =>
      checkMemoryPlan(slots, sizes, chain);
  expect(check({ elements: 10, tenants: [0, 2] }, { elements: 10, tenants: [1] })).not.toThrow();
  expect(check({ elements: 10, tenants: [0, 1] }, { elements: 10, tenants: [2] })).toThrow("in one slot");
  expect(check({ elements: 9, tenants: [0, 2] }, { elements: 10, tenants: [1] })).toThrow("does not fit");
  expect(check({ elements: 10, tenants: [0] }, { elements: 10, tenants: [1] })).toThrow("has no slot");
  expect(check({ elements: 10, tenants: [0, 2] }, { elements: 10, tenants: [1] }, { elements: 10, tenants: [2] })).toThrow(
    "two slots",
  );
  const late = use([[], [0]], [[], [1]], [[0, 1], []]);
  expect(() => checkMemoryPlan([{ elements: 10, tenants: [0, 1] }], buffers(10, 10), late)).toThrow("overwritten");
  const parts = use([[], [0]], [[], [1]], [[], [0]], [[0], []]);
  expect(() => checkMemoryPlan([{ elements: 10, tenants: [0, 1] }], buffers(10, 10), parts)).toThrow("comes back");
});

test("random plans hold and never take more than every value alone", () => {
  const kernel = fc.record({ reads: fc.array(fc.nat(30), { maxLength: 4 }), size: fc.integer({ min: 1, max: 1000 }) });
  fc.assert(
    fc.property(fc.array(kernel, { minLength: 1, maxLength: 40 }), (kernels) => {
      const sizes = kernels.map(({ size }, id) => ({ id, elements: size }));
      const plan = use(...kernels.map(({ reads }, id): [number[], number[]] => [reads.filter((read) => read < id), [id]]));
      const slots = planSlots(sizes, plan);
      checkMemoryPlan(slots, sizes, plan);
      const total = slots.reduce((sum, { elements }) => sum + elements, 0);
      expect(total).toBeLessThanOrEqual(sizes.reduce((sum, { elements }) => sum + elements, 0));
    }),
  );
});
