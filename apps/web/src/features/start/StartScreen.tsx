"use client";
import { ThemeToggle } from "../../ui/ThemeToggle.tsx";
import { HomeLink, TopBar, TopBarSpacer } from "../../ui/TopBar.tsx";
import { BallFigure } from "./BallFigure.tsx";

export function StartScreen() {
  return (
    <div className="min-h-dvh">
      <TopBar>
        <HomeLink withName />
        <TopBarSpacer />
        <ThemeToggle />
      </TopBar>
      <main className="mx-auto max-w-6xl space-y-16 px-5 py-12 sm:px-8">
        <section className="grid items-center gap-10 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
          <div className="space-y-4">
            <h1 className="max-w-[18ch] font-semibold text-title tracking-tight">Watch a neural network learn, step by step</h1>
            <p className="max-w-[48ch] text-ink-2 text-lead">
              Downhill is a workbench for neural networks: assemble a model from blocks, choose how it is trained, press Run, and
              watch the loss fall. It trains on your own graphics card, in this page.
            </p>
          </div>
          <BallFigure />
        </section>
      </main>
    </div>
  );
}
