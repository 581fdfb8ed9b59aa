"use client";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** Look shared by everything one types into. */
export const inputStyle = cn(
  "h-7 w-full min-w-0 rounded-md border border-line-strong bg-raised px-2 text-body text-ink transition-colors",
  "hover:border-ink-3 focus-visible:border-accent focus-visible:outline-offset-0",
  "aria-invalid:border-danger aria-invalid:outline-danger disabled:bg-sunken disabled:text-ink-3 disabled:hover:border-line-strong",
);

export function Input({ className, type, ...props }: ComponentProps<"input">) {
  return <input type={type ?? "text"} className={cn(inputStyle, className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(inputStyle, "h-auto min-h-20 py-1.5", className)} {...props} />;
}
