/** Every case of layers.json is run on every target, or stands in the list of uncovered cases by name. */
import { afterAll, describe, expect, test } from "vitest";
import { casesOf, LayerCase } from "../../test/reference/caseSchemas.ts";
import { expectClose } from "../../test/reference/compareValues.ts";
import { planLayer } from "../../test/reference/layerPlan.ts";
import { readReference, skipMessage } from "../../test/reference/referenceFolder.ts";
import { openTargets } from "../../test/reference/referenceTargets.ts";
import { runLayer } from "../../test/reference/runLayer.ts";
import { uncoveredLayers } from "../../test/reference/uncoveredCases.ts";

const file = readReference("layers.json", casesOf(LayerCase));

describe.skipIf(!file)(file ? "layers" : `layers: ${skipMessage}`, async () => {
  if (!file) return;
  const opened = await openTargets();
  afterAll(() => opened.close());

  for (const layer of file.cases) {
    const steps = planLayer(layer);
    test(`${layer.name} is covered or listed`, () => {
      expect(uncoveredLayers.includes(layer.name), "listed as uncovered").toBe(steps === null);
    });
    if (!steps) continue;
    test.for(opened.targets)(`${layer.name} on $name`, async ({ device }) => {
      const got = await runLayer(device, layer, steps);
      for (const [name, wanted] of Object.entries(layer.expect)) {
        // The biased form of the running variance is ours; the other is torch's.
        if (name === "new_running_var_unbiased") continue;
        // Places are whole numbers.
        const tolerance = wanted.dtype === "i32" ? { atol: 0, rtol: 0 } : layer.tol[name];
        const values = got[name];
        if (!tolerance || !values) expect.fail(`${name} has no ${values ? "tolerance" : "value"}.`);
        expectClose(name, values, wanted, tolerance);
      }
    });
  }
});
