"use client";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { Kbd } from "./Kbd.tsx";
import { type MenuItem, menuItemStyle, menuSeparatorStyle, menuStyle } from "./menuItems.tsx";

export function DropdownMenu({
  trigger,
  items,
  label,
  align = "end",
}: {
  /** The button that opens it. */
  trigger: ReactNode;
  items: readonly MenuItem[];
  /** A heading inside the menu. */
  label?: string;
  align?: "start" | "center" | "end";
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={4} collisionPadding={8} className={menuStyle}>
          {label ? <Radix.Label className="px-2 py-1 text-ink-3 text-small">{label}</Radix.Label> : null}
          {items.map((item, index) =>
            item === "separator" ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: separators have no other identity
              <Radix.Separator key={index} className={menuSeparatorStyle} />
            ) : (
              <Radix.Item
                // biome-ignore lint/suspicious/noArrayIndexKey: two items may have the same label; the order is their identity
                key={index}
                disabled={item.isDisabled}
                onSelect={item.onSelect}
                className={cn(menuItemStyle, item.isDanger && "text-danger-ink [&_svg]:text-danger-ink")}
              >
                {item.icon ? <item.icon aria-hidden /> : null}
                <span className="flex-1">{item.label}</span>
                {item.shortcut ? <Kbd keys={item.shortcut} className="ml-4" /> : null}
              </Radix.Item>
            ),
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
