"use client";
import { Switch as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export function Switch({
  isOn,
  onChange,
  className,
  ...props
}: Omit<ComponentProps<typeof Radix.Root>, "onChange" | "checked" | "onCheckedChange"> & {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  return (
    <Radix.Root
      checked={isOn}
      onCheckedChange={onChange}
      className={cn(
        "inline-flex h-4 w-7 shrink-0 items-center rounded-full bg-line-strong p-0.5 transition-colors duration-150 data-[state=checked]:bg-accent disabled:opacity-45",
        className,
      )}
      {...props}
    >
      <Radix.Thumb className="block size-3 rounded-full bg-raised transition-transform duration-150 data-[state=checked]:translate-x-3" />
    </Radix.Root>
  );
}
