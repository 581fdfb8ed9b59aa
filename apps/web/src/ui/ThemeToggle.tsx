"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useEffect, useState } from "react";
import { IconButton } from "./Button.tsx";

const order = ["system", "light", "dark"] as const;
const icons = { system: Monitor, light: Sun, dark: Moon };
const names = { system: "as the system", light: "light", dark: "dark" };

/** Goes through system, light, dark. */
export function ThemeToggle() {
  const { theme, setTheme } = useTheme();
  const [isMounted, setIsMounted] = useState(false);
  useEffect(() => setIsMounted(true), []);
  const current = isMounted ? (order.find((name) => name === theme) ?? "system") : "system";
  const next = order[(order.indexOf(current) + 1) % order.length] ?? "system";
  return (
    <IconButton
      icon={icons[current]}
      label={`Colours: ${names[current]}. Change to ${names[next]}`}
      onClick={() => setTheme(next)}
    />
  );
}
