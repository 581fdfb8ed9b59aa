"use client";
import { ContextMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { Kbd } from "./Kbd.tsx";
import { type MenuItem, menuItemStyle, menuSeparatorStyle, menuStyle } from "./menuItems.tsx";

/** The menu of the right mouse button, a long press, or the menu key, over its one child. */
export function ContextMenu({ items, children }: { items: readonly MenuItem[]; children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content collisionPadding={8} className={menuStyle}>
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
