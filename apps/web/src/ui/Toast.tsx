"use client";
import { useTheme } from "next-themes";
import { Toaster as Sonner, toast } from "sonner";

/** Where toasts appear; mounted once in the root layout. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-center"
      gap={8}
      style={
        {
          "--normal-bg": "var(--raised)",
          "--normal-text": "var(--ink)",
          "--normal-border": "var(--line)",
          "--border-radius": "6px",
          fontFamily: "inherit",
        } as React.CSSProperties
      }
      toastOptions={{ classNames: { description: "text-ink-2!", actionButton: "bg-accent! text-on-accent!" } }}
    />
  );
}

/** `toast("Link copied")`, `toast.error("…", { description, action: { label, onClick } })`. */
export { toast };
