import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** The type scale is our own; without this, `text-body` and `text-ink` would be taken for the same property. */
const merge = extendTailwindMerge({ extend: { classGroups: { "font-size": [{ text: ["small", "body", "lead", "title"] }] } } });

/** Joins class names; later ones win over earlier ones of the same property. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
