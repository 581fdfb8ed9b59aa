"use client";
import { Tabs as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

export interface TabDefinition<V extends string = string> {
  readonly value: V;
  readonly label: ReactNode;
  /** A number behind the label, such as how many errors. */
  readonly badge?: ReactNode;
}

/** A row of tabs; put one `TabPanel` per value inside. */
export function Tabs<V extends string>({
  value,
  onChange,
  tabs,
  label,
  children,
  className,
  listClassName,
}: {
  value: V;
  onChange: (value: V) => void;
  tabs: readonly TabDefinition<V>[];
  label: string;
  children: ReactNode;
  className?: string;
  listClassName?: string;
}) {
  return (
    <Radix.Root
      value={value}
      onValueChange={(next) => {
        const tab = tabs.find((candidate) => candidate.value === next);
        if (tab) onChange(tab.value);
      }}
      className={cn("flex min-h-0 flex-col", className)}
    >
      <Radix.List aria-label={label} className={cn("flex shrink-0 gap-3 border-line border-b px-3", listClassName)}>
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px flex h-9 items-center gap-1.5 border-transparent border-b-2 px-0.5 text-ink-2 transition-colors hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {tab.label}
            {tab.badge}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  );
}

export function TabPanel({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return <Radix.Content className={cn("min-h-0 flex-1 outline-none", className)} {...props} />;
}

/** Two to four exclusive choices in one control: linear | log. */
export function SegmentedControl<V extends string>({
  value,
  onChange,
  options,
  label,
  className,
}: {
  value: V;
  onChange: (value: V) => void;
  options: readonly { readonly value: V; readonly label: ReactNode }[];
  label: string;
  className?: string;
}) {
  return (
    <fieldset className={cn("inline-flex h-6 items-stretch rounded-md border border-line bg-sunken p-px", className)}>
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className="rounded-[5px] px-2 text-ink-2 text-small transition-colors hover:text-ink aria-pressed:bg-raised aria-pressed:text-ink aria-pressed:shadow-[0_0_0_1px_var(--line)]"
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
