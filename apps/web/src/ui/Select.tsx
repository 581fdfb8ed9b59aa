"use client";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { inputStyle } from "./Input.tsx";

export interface SelectOption<V extends string = string> {
  readonly value: V;
  readonly label: string;
  /** A second line in the list. */
  readonly description?: string;
  readonly isDisabled?: boolean;
}

export interface SelectProps<V extends string = string> {
  value: V | undefined;
  onChange: (value: V) => void;
  options: readonly SelectOption<V>[];
  placeholder?: string;
  id?: string;
  "aria-label"?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
  disabled?: boolean;
  /** `plain` has no border until touched, for bars. */
  look?: "field" | "plain";
  icon?: ReactNode;
  className?: string;
}

export function Select<V extends string>({
  value,
  onChange,
  options,
  placeholder = "Choose",
  look = "field",
  icon,
  className,
  disabled,
  ...aria
}: SelectProps<V>) {
  return (
    <Radix.Root
      value={value ?? ""}
      disabled={disabled}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option) onChange(option.value);
      }}
    >
      <Radix.Trigger
        {...aria}
        className={cn(
          inputStyle,
          "flex items-center justify-between gap-1 text-left data-[placeholder]:text-ink-3",
          look === "plain" && "border-transparent bg-transparent hover:border-transparent hover:bg-hover",
          className,
        )}
      >
        <span className="flex min-w-0 items-center gap-1.5">
          {icon}
          <span className="truncate">
            <Radix.Value placeholder={placeholder} />
          </span>
        </span>
        <Radix.Icon>
          <ChevronDown className="size-3.5 text-ink-3" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="fade-in-0 z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) max-w-80 animate-in overflow-hidden rounded-md border border-line bg-raised shadow-raised duration-100"
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.isDisabled}
                className="relative flex cursor-pointer select-none flex-col rounded-sm py-1 pr-2 pl-7 text-body outline-none data-[disabled]:cursor-default data-[highlighted]:bg-hover data-[disabled]:text-ink-3"
              >
                <Radix.ItemIndicator className="absolute top-2 left-2">
                  <Check className="size-3.5 text-accent-ink" />
                </Radix.ItemIndicator>
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.description ? <span className="text-ink-3 text-small">{option.description}</span> : null}
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
