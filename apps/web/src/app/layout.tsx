import type { Metadata } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./globals.css";
import { nonceHeader } from "../server/nonceHeader.ts";
import { ApiProvider } from "../trpc/ApiProvider.tsx";
import { ThemeProvider } from "../ui/ThemeProvider.tsx";
import { Toaster } from "../ui/Toast.tsx";
import { TooltipProvider } from "../ui/Tooltip.tsx";

export const metadata: Metadata = {
  title: { default: "Downhill", template: "%s · Downhill" },
  description: "Assemble a neural network, press Run, watch the loss fall.",
};

/** Reading the nonce makes every page one that is rendered per request, as the Content-Security-Policy wants. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get(nonceHeader) ?? undefined;
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <ThemeProvider {...(nonce === undefined ? {} : { nonce })}>
          <ApiProvider>
            <TooltipProvider>{children}</TooltipProvider>
            <Toaster />
          </ApiProvider>
        </ThemeProvider>
      </body>
    </html>
  );
}
