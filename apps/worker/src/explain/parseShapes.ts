/** "pixels=28x28x1:image,digit=10:categorical" to the signature of a dataset that nobody has loaded. */
import { DatasetSignature, FeatureSignature, type ModelDocument, targetBlocks } from "@downhill/model";
import { z } from "zod";
import { CommandError } from "../commandError.ts";

const entryForm = /^([^=]+)=(\d+(?:x\d+)*)(?::([a-z]+)(\d+)?)?$/i;
const mostTokens = 1_000_000;

/**
 * What the model's Target blocks name is a target; where they name nothing, the last entry is. A kind that is not said follows
 * from the shape: three axes are an image, a target of several numbers is categorical, everything else numeric.
 * Tokens say how many different ones there are ("text=64:tokens65"); "w=1:weight" says how much samples, or their places, count.
 */
export function parseShapes(text: string, document: ModelDocument, samples: number): DatasetSignature {
  const entries = text.split(",").map((entry) => parseEntry(entry.trim()));
  const named = new Set(targetBlocks(document).map(({ parameters }) => parameters.feature));
  const lastUnweighted = entries.findLastIndex(({ kind }) => kind !== "weight");
  const isTarget = (name: string, place: number) =>
    entries.some((entry) => named.has(entry.name)) ? named.has(name) : place === lastUnweighted;
  const features = entries.map(({ name, shape, kind, tokens }, place) => {
    if (kind === "weight") return { name, shape, kind: "numeric", role: "weight" } as const;
    const role = isTarget(name, place) ? "target" : "input";
    const usual = shape.length === 3 ? "image" : role === "target" && (shape.at(-1) ?? 1) > 1 ? "categorical" : "numeric";
    const classes = tokens === null ? {} : { classes: Array.from({ length: tokens }, (_, token) => String(token)) };
    const parsed = FeatureSignature.safeParse({ name, shape, kind: kind ?? usual, role, ...classes });
    if (parsed.success) return parsed.data;
    throw new CommandError(`--shapes: "${name}" is not understood: ${parsed.error.issues[0]?.message ?? "wrong form"}.`);
  });
  const parsed = DatasetSignature.safeParse({ features, samples: { training: samples, validation: samples, test: 0 } });
  if (!parsed.success) throw new CommandError(`--shapes is not understood: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

interface Entry {
  readonly name: string;
  readonly shape: number[];
  readonly kind: string | undefined;
  /** How many different tokens there are; null for everything else. */
  readonly tokens: number | null;
}

function parseEntry(entry: string): Entry {
  const match = entryForm.exec(entry);
  const [, name, sizes, kind, count] = match ?? [];
  if (name === undefined || sizes === undefined)
    throw new CommandError(`--shapes: "${entry}" is not NAME=SIZES, such as pixels=28x28x1 or price=1.`);
  const tokens = count === undefined ? null : Number(count);
  const isCounted = tokens !== null && tokens >= 1 && tokens <= mostTokens;
  if (kind === "tokens" ? !isCounted : tokens !== null)
    throw new CommandError(
      `--shapes: "${entry}" must say how many different tokens there are, from 1 to ${mostTokens}, and only for tokens: ${name}=64:tokens65.`,
    );
  return { name, shape: sizes.split("x").map(Number), kind, tokens };
}
