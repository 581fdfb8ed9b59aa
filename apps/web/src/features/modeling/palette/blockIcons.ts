/** How a kind of block looks: its sign, its colour, and the group in which the palette shows it. */
import type { BlockCategory } from "@downhill/model";
import {
  Activity,
  AlignVerticalSpaceAround,
  Combine,
  CopyPlus,
  Crosshair,
  Dices,
  Eye,
  Grid2x2,
  Grid3x3,
  type LucideIcon,
  Minimize2,
  Network,
  Plus,
  Repeat,
  Rows3,
  Scaling,
  Shapes,
  Shrink,
  SlidersHorizontal,
  TableProperties,
} from "lucide-react";

const byKind: Readonly<Record<string, LucideIcon>> = {
  averagePooling2d: Grid2x2,
  globalAveragePooling2d: Shrink,
  flatten: Rows3,
  globalMaxPooling: Shrink,
  averagePooling1d: Grid2x2,
  add: Plus,
  concatenate: CopyPlus,
};

const byCategory: Readonly<Record<BlockCategory, LucideIcon>> = {
  input: TableProperties,
  linear: Network,
  convolution: Grid3x3,
  pooling: Minimize2,
  normalization: AlignVerticalSpaceAround,
  regularization: Dices,
  activation: Activity,
  recurrent: Repeat,
  attention: Eye,
  reshaping: Scaling,
  merge: Combine,
  preprocessing: SlidersHorizontal,
  target: Crosshair,
};

/** The kind's own sign, else its category's; a kind that this version does not know gets a plain one. */
export function iconOfBlock(kind: string, category: BlockCategory | undefined): LucideIcon {
  return byKind[kind] ?? (category ? byCategory[category] : Shapes);
}

/** Headings of the palette: the catalogue's categories, drawn together where one block each would stand alone. */
export const paletteGroups: readonly { readonly label: string; readonly categories: readonly BlockCategory[] }[] = [
  { label: "Input and target", categories: ["input", "target"] },
  { label: "Layers", categories: ["linear", "convolution"] },
  { label: "Pooling", categories: ["pooling"] },
  { label: "Activation and normalization", categories: ["activation", "normalization"] },
  { label: "Regularization", categories: ["regularization"] },
  { label: "Sequences", categories: ["recurrent", "attention"] },
  { label: "Shape", categories: ["reshaping"] },
  { label: "Merge", categories: ["merge"] },
  { label: "Preprocessing", categories: ["preprocessing"] },
];

export function colourOfCategory(category: BlockCategory | undefined): string {
  return category ? `var(--cat-${category})` : "var(--ink-3)";
}
