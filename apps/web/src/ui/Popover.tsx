"use client";
import { Popover as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

/** The look of everything that floats. */
export const floatingStyle =
  "fade-in-0 z-50 animate-in rounded-md border border-line bg-raised text-ink shadow-raised outline-none duration-100";

export function Popover({
  trigger,
  children,
  isOpen,
  onOpenChange,
  side = "bottom",
  align = "start",
  className,
  ...content
}: Omit<ComponentProps<typeof Radix.Content>, "children"> & {
  /** The button that opens it. */
  trigger: ReactNode;
  children: ReactNode;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
}) {
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={cn(floatingStyle, "w-72 p-3", className)}
          {...content}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
