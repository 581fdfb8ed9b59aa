"use client";
import { cva, type VariantProps } from "class-variance-authority";
import type { LucideIcon } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";
import { Kbd } from "./Kbd.tsx";
import { Tooltip } from "./Tooltip.tsx";

const buttonStyle = cva(
  [
    "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium",
    "transition-colors duration-100 disabled:pointer-events-none disabled:opacity-45 aria-disabled:opacity-45",
    "[&_svg]:size-4 [&_svg]:shrink-0",
  ],
  {
    variants: {
      variant: {
        /** The one filled button of a screen. */
        primary: "bg-accent text-on-accent hover:bg-accent-hover",
        secondary: "border border-line-strong bg-raised text-ink hover:bg-hover",
        quiet: "text-ink-2 hover:bg-hover hover:text-ink data-[state=open]:bg-hover",
        danger: "border border-line-strong bg-raised text-danger-ink hover:border-danger hover:bg-danger-soft",
      },
      size: { small: "h-6 px-2 text-small", medium: "h-8 px-3 text-body", large: "h-10 px-4 text-lead" },
    },
    defaultVariants: { variant: "secondary", size: "medium" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonStyle> {
  /** Give the look to the child (a link) instead of making a button. */
  asChild?: boolean;
}

export function Button({ variant, size, asChild, className, type, ...props }: ButtonProps) {
  const classes = cn(buttonStyle({ variant, size }), className);
  if (asChild) return <Slot.Root className={classes} {...props} />;
  return <button type={type ?? "button"} className={classes} {...props} />;
}

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  icon: LucideIcon;
  /** What it does; read out and shown as the tooltip. */
  label: string;
  /** Keys, shown in the tooltip: "Ctrl+Z". */
  shortcut?: string;
  size?: "small" | "medium";
  isPressed?: boolean;
  tooltipSide?: "top" | "right" | "bottom" | "left";
  badge?: ReactNode;
}

export function IconButton({
  icon: Icon,
  label,
  shortcut,
  size = "medium",
  isPressed,
  tooltipSide,
  badge,
  className,
  type,
  ...props
}: IconButtonProps) {
  return (
    <Tooltip
      side={tooltipSide}
      content={
        <span className="flex items-center gap-2">
          {label}
          {shortcut ? <Kbd keys={shortcut} /> : null}
        </span>
      }
    >
      <button
        type={type ?? "button"}
        aria-label={label}
        aria-pressed={isPressed}
        className={cn(
          "relative inline-flex shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors duration-100",
          "hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-40 data-[state=open]:bg-hover",
          size === "medium" ? "size-8" : "size-6",
          isPressed && "bg-selected text-accent-ink",
          className,
        )}
        {...props}
      >
        <Icon className={size === "medium" ? "size-4" : "size-3.5"} aria-hidden />
        {badge}
      </button>
    </Tooltip>
  );
}
