import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "../../ui/Button.tsx";
import { HomeLink, TopBar } from "../../ui/TopBar.tsx";
import { LandscapeLine } from "../training/charts/LandscapeLine.tsx";

/** A page with nothing on it but the reason, and the way back to the start. */
export function MissingScreen({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <TopBar>
        <HomeLink withName />
      </TopBar>
      <main className="flex flex-1 flex-col items-center justify-center gap-4 px-5 py-16 text-center">
        <LandscapeLine className="w-64" />
        <h1 className="font-semibold text-title tracking-tight">{title}</h1>
        <div className="max-w-[52ch] text-ink-2 text-lead">{children}</div>
        <div className="mt-2 flex flex-wrap justify-center gap-2">
          {actions}
          <Button asChild>
            <Link href="/">Go to the start page</Link>
          </Button>
        </div>
      </main>
    </div>
  );
}
