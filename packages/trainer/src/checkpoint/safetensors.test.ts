import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "./safetensors.ts";

const tensorValues = fc.oneof(
  fc.float32Array({ maxLength: 24 }),
  fc.float64Array({ maxLength: 24 }),
  fc.int32Array({ maxLength: 24 }),
  fc.uint32Array({ maxLength: 24 }),
);

/** "__proto__" is no name of ours; plain records cannot hold it. */
const metadataKey = fc.string({ minLength: 1 }).filter((key) => key !== "__proto__");

const file = fc.record(
  {
    metadata: fc.dictionary(metadataKey, fc.string(), { noNullPrototype: true }),
    tensors: fc
      .uniqueArray(
        fc.record(
          { name: fc.string({ minLength: 1 }).map((text) => `parameters/${text}`), values: tensorValues },
          { noNullPrototype: true },
        ),
        { selector: ({ name }) => name, maxLength: 6 },
      )
      .map((tensors): NamedTensor[] => tensors.map(({ name, values }) => ({ name, shape: [values.length], values }))),
  },
  { noNullPrototype: true },
);

test("what is encoded is decoded bit for bit, wherever the bytes lie in memory", () => {
  fc.assert(
    fc.property(file, fc.integer({ min: 0, max: 9 }), (original, offset) => {
      const bytes = encodeSafetensors(original);
      const moved = Buffer.alloc(bytes.length + offset + 3);
      moved.set(bytes, offset);
      const decoded = decodeSafetensors(moved.subarray(offset, offset + bytes.length));
      expect(decoded).toEqual({ ok: true, value: original });
      expect(encodeSafetensors(original)).toEqual(bytes);
    }),
  );
});

test("the layout is the one that other readers expect", () => {
  const bytes = encodeSafetensors({
    metadata: { a: "b" },
    tensors: [{ name: "w", shape: [1, 2], values: new Float32Array([1, -2]) }],
  });
  const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(headerLength % 8).toBe(0);
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
  expect(header).toEqual({ __metadata__: { a: "b" }, w: { dtype: "F32", shape: [1, 2], data_offsets: [0, 8] } });
  expect(new Float32Array(bytes.slice(8 + headerLength).buffer)).toEqual(new Float32Array([1, -2]));
});

test("damaged bytes give a sentence, never an exception and never tensors of a wrong length", () => {
  const whole = encodeSafetensors({
    metadata: {},
    tensors: [
      { name: "a", shape: [2, 3], values: new Float32Array(6) },
      { name: "b", shape: [4], values: new Uint32Array(4) },
    ],
  });
  expect(decodeSafetensors(whole.subarray(0, whole.length - 1))).toMatchObject({ ok: false });
  expect(decodeSafetensors(new Uint8Array(3))).toMatchObject({ ok: false, message: expect.stringContaining("3 bytes") });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 4,
      }),
      (changes) => {
        const damaged = whole.slice();
        for (const [place, value] of changes) damaged[place] = value;
        const decoded = decodeSafetensors(damaged);
        if (!decoded.ok) expect(decoded.message).toMatch(/^This is not a readable safetensors file: /);
        else for (const { shape, values } of decoded.value.tensors) expect(values.length).toBe(shape.reduce((a, b) => a * b, 1));
      },
    ),
    { numRuns: 500 },
  );
});
