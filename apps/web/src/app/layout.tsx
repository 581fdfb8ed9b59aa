import type { Metadata } from "next";
import type { ReactNode } from "react";
import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./globals.css";
import { ThemeProvider } from "../ui/ThemeProvider.tsx";
import { Toaster } from "../ui/Toast.tsx";
import { TooltipProvider } from "../ui/Tooltip.tsx";

export const metadata: Metadata = {
  title: { default: "Downhill", template: "%s · Downhill" },
  description: "Assemble a neural network, press Run, watch the loss fall.",
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <ThemeProvider>
          <TooltipProvider>{children}</TooltipProvider>
          <Toaster />
        </ThemeProvider>
      </body>
    </html>
  );
}
