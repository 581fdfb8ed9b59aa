/** "pixels=28x28x1:image,digit=10:categorical" to the signature of a dataset that nobody has loaded. */
import { DatasetSignature, FeatureSignature, type ModelDocument, targetBlocks } from "@downhill/model";
import { z } from "zod";
import { CommandError } from "../commandError.ts";

const entryForm = /^([^=]+)=(\d+(?:x\d+)*)(?::([a-z]+))?$/i;

/**
 * What the model's Target blocks name is a target; where they name nothing, the last entry is. A kind that is not said follows
 * from the shape: three axes are an image, a target of several numbers is categorical, everything else numeric.
 */
export function parseShapes(text: string, document: ModelDocument, samples: number): DatasetSignature {
  const entries = text.split(",").map((entry) => parseEntry(entry.trim()));
  const named = new Set(targetBlocks(document).map(({ parameters }) => parameters.feature));
  const isTarget = (name: string, place: number) =>
    entries.some((entry) => named.has(entry.name)) ? named.has(name) : place === entries.length - 1;
  const features = entries.map(({ name, shape, kind }, place) => {
    const role = isTarget(name, place) ? "target" : "input";
    const usual = shape.length === 3 ? "image" : role === "target" && (shape.at(-1) ?? 1) > 1 ? "categorical" : "numeric";
    const parsed = FeatureSignature.safeParse({ name, shape, kind: kind ?? usual, role });
    if (parsed.success) return parsed.data;
    throw new CommandError(`--shapes: "${name}" is not understood: ${parsed.error.issues[0]?.message ?? "wrong form"}.`);
  });
  const parsed = DatasetSignature.safeParse({ features, samples: { training: samples, validation: samples, test: 0 } });
  if (!parsed.success) throw new CommandError(`--shapes is not understood: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parseEntry(entry: string): { name: string; shape: number[]; kind: string | undefined } {
  const match = entryForm.exec(entry);
  const [, name, sizes, kind] = match ?? [];
  if (name === undefined || sizes === undefined)
    throw new CommandError(`--shapes: "${entry}" is not NAME=SIZES, such as pixels=28x28x1 or price=1.`);
  return { name, shape: sizes.split("x").map(Number), kind };
}
