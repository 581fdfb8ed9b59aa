import { blockCategories } from "@downhill/model";
import { expect, it } from "vitest";
import { paletteGroups } from "./blockIcons.ts";

it("shows every category of the catalogue in exactly one group of the palette", () => {
  const shown = paletteGroups.flatMap(({ categories }) => categories);
  expect([...shown].sort()).toEqual([...blockCategories].sort());
});
