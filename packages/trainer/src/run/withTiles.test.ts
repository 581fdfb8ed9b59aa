import { openReferenceDevice } from "@downhill/engine";
import { ProgramBuilder } from "@downhill/ir";
import { expect, test } from "vitest";
import { StoredTileTable } from "../checkpoint/tileTable.ts";
import { withTiles } from "./withTiles.ts";

const tiles = { "dot NN 1 x 8 x 8 x 8": { kind: "tiles", sharing: "none", threadRows: 4, threadColumns: 2, terms: 4 } } as const;

test("every compile gets the table, beside its own options", async () => {
  const device = openReferenceDevice();
  const seen: unknown[] = [];
  const compile = device.compile.bind(device);
  device.compile = (program, bindings, options) => {
    seen.push(options);
    return compile(program, bindings, options);
  };
  const b = new ProgramBuilder();
  const program = b.finish({ outputs: { y: b.constant(1, "f32", [2]) } });
  const lent = withTiles(device, tiles);
  const executable = await lent.compile(program, { states: {}, data: {} }, { maxStepsPerSubmit: 3 });
  expect(seen).toEqual([{ maxStepsPerSubmit: 3, tiles }]);
  executable.dispose();
  expect(withTiles(device, undefined)).toBe(device);
});

test("a stored table is read back as it was, and nonsense is refused", () => {
  expect(StoredTileTable.parse(JSON.parse(JSON.stringify(tiles)))).toEqual(tiles);
  expect(StoredTileTable.safeParse({ any: { ...tiles["dot NN 1 x 8 x 8 x 8"], threadRows: 0 } }).success).toBe(false);
  expect(StoredTileTable.safeParse({ any: { kind: "unknown" } }).success).toBe(false);
});
