"use client";
import type { LucideIcon } from "lucide-react";

/** One line of a dropdown or context menu; "separator" draws a line. */
export type MenuItem =
  | "separator"
  | {
      readonly label: string;
      readonly icon?: LucideIcon;
      /** "Ctrl+D" */
      readonly shortcut?: string;
      readonly onSelect: () => void;
      readonly isDisabled?: boolean;
      readonly isDanger?: boolean;
    };

export const menuStyle =
  "fade-in-0 z-50 min-w-48 animate-in overflow-hidden rounded-md border border-line bg-raised p-1 text-ink shadow-raised duration-100";

export const menuItemStyle =
  "flex h-7 cursor-pointer select-none items-center gap-2 rounded-sm px-2 text-body outline-none data-[disabled]:cursor-default data-[highlighted]:bg-hover data-[disabled]:text-ink-3 [&_svg]:size-3.5 [&_svg]:text-ink-3";

export const menuSeparatorStyle = "my-1 h-px bg-line";
