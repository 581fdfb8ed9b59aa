"use client";
import { Section } from "../../ui/Card.tsx";
import { ThemeToggle } from "../../ui/ThemeToggle.tsx";
import { HomeLink, TopBar, TopBarSpacer } from "../../ui/TopBar.tsx";
import { BallFigure } from "./BallFigure.tsx";
import { OwnFile } from "./OwnFile.tsx";
import { RecentProjects } from "./RecentProjects.tsx";
import { SampleCards } from "./SampleCards.tsx";

export function StartScreen() {
  return (
    <div className="min-h-dvh">
      <TopBar>
        <HomeLink withName />
        <TopBarSpacer />
        <ThemeToggle />
      </TopBar>
      <main className="mx-auto max-w-[1160px] space-y-14 px-5 pt-10 pb-20 sm:px-8">
        <section className="grid items-center gap-8 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] lg:gap-14">
          <div className="space-y-4">
            <h1 className="max-w-[20ch] text-balance font-semibold text-title tracking-tight">
              Build a neural network and watch the loss fall
            </h1>
            <p className="max-w-[46ch] text-ink-2 text-lead">
              Downhill is a workbench for neural networks: assemble a model from blocks, choose how it is trained, press Run, and
              see it learn step by step, on the graphics card of this very computer.
            </p>
          </div>
          <BallFigure />
        </section>
        <Section title="Start from a sample" detail="Each opens with a model that fits the data. Press Run and it trains.">
          <SampleCards />
        </Section>
        <div className="grid gap-x-8 gap-y-14 lg:grid-cols-2">
          <Section title="Bring your own data" detail="It is read in this browser and kept on this server, in your project.">
            <OwnFile />
          </Section>
          <Section title="Your projects" detail="The latest used first.">
            <RecentProjects />
          </Section>
        </div>
      </main>
    </div>
  );
}
