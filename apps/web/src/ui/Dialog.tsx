"use client";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./Button.tsx";
import { cn } from "./cn.ts";

export interface DialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  /** One sentence under the title. */
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the one that acts last. */
  actions?: ReactNode;
  size?: "small" | "medium" | "large";
}

const widths = { small: "max-w-sm", medium: "max-w-lg", large: "max-w-3xl" };

export function Dialog({ isOpen, onOpenChange, title, description, children, actions, size = "medium" }: DialogProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fade-in-0 fixed inset-0 z-40 animate-in bg-scrim duration-150" />
        <Radix.Content
          aria-describedby={description ? undefined : ""}
          tabIndex={-1}
          onOpenAutoFocus={(event) => {
            // Into the first thing to fill in; without one the dialog itself, so that no button looks chosen.
            event.preventDefault();
            const content = event.currentTarget;
            if (!(content instanceof HTMLElement)) return;
            (content.querySelector<HTMLElement>("input, textarea, [role=combobox]") ?? content).focus();
          }}
          className={cn(
            "fade-in-0 zoom-in-98 -translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] animate-in flex-col rounded-lg border border-line bg-raised shadow-raised outline-none duration-150",
            widths[size],
          )}
        >
          <header className="flex items-start gap-4 px-5 pt-4">
            <div className="min-w-0 flex-1">
              <Radix.Title className="font-semibold text-lead">{title}</Radix.Title>
              {description ? <Radix.Description className="mt-1 text-ink-2">{description}</Radix.Description> : null}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label="Close" shortcut="Esc" className="-mr-2" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {actions ? <footer className="flex justify-end gap-2 border-line border-t px-5 py-3">{actions}</footer> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
