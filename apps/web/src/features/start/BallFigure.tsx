"use client";
/** The mark of the product as a figure one can play with: put the ball somewhere, let go, see which valley it reaches. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { cn } from "../../ui/cn.ts";
import { formatCount, formatNumber, formatSetting } from "../../ui/formatNumber.ts";
import { Slider } from "../../ui/Slider.tsx";
import { ballCentre, figureHeight, figureWidth, landscapeArea, landscapeCurve, toScreen, weightAtX } from "./ballGeometry.ts";
import type { BallVerdict } from "./rollBall.ts";
import { type BallRoll, useBallRoll } from "./useBallRoll.ts";

const ballRadius = 13;
/** Beyond this many steps the dots would be one thick line anyway. */
const maxDots = 400;

export function BallFigure() {
  const [learningRate, setLearningRate] = useState(0.05);
  const [momentum, setMomentum] = useState(0.9);
  const ball = useBallRoll(-3.2, { learningRate, momentum });

  function change(apply: () => void) {
    ball.place(ball.start);
    apply();
  }

  return (
    <figure
      className="space-y-3"
      aria-label="The loss of a model with one weight, drawn as a landscape with a shallow valley on the left and a deep one on the right"
    >
      <div className="relative">
        <Landscape ball={ball} />
        <span className="pointer-events-none absolute top-0 left-2 text-ink-3 text-small">loss</span>
        <span className="pointer-events-none absolute right-2 bottom-1.5 text-ink-3 text-small">weight</span>
      </div>
      <figcaption className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <OptionSlider
          label="Learning rate"
          value={learningRate}
          onChange={(value) => change(() => setLearningRate(value))}
          min={0.001}
          max={1}
          scale="logarithmic"
        />
        <OptionSlider
          label="Momentum"
          value={momentum}
          onChange={(value) => change(() => setMomentum(value))}
          min={0}
          max={0.98}
          step={0.01}
        />
        {ball.isRolling ? (
          <Button onClick={ball.stop}>Stop the ball</Button>
        ) : (
          <Button onClick={ball.roll}>{ball.verdict === null ? "Let it roll" : "Roll again"}</Button>
        )}
        <p className="min-h-10 basis-full text-ink-2">{describe(ball)}</p>
        {/* Read out once, when the ball has come to its end. */}
        <p role="status" className="sr-only">
          {ball.verdict === null ? "" : describe(ball)}
        </p>
      </figcaption>
    </figure>
  );
}

function Landscape({ ball }: { ball: BallRoll }) {
  const svg = useRef<SVGSVGElement>(null);
  const [isDragging, setIsDragging] = useState(false);
  const { landscape, weight } = ball;
  const centre = ballCentre(landscape, weight, ballRadius);

  function weightUnder(event: PointerEvent): number | null {
    const box = svg.current?.getBoundingClientRect();
    if (!box || box.width === 0) return null;
    return weightAtX(landscape, ((event.clientX - box.left) / box.width) * figureWidth);
  }

  function drag(event: PointerEvent) {
    const next = weightUnder(event);
    if (next !== null) ball.place(next);
  }

  function letGo() {
    if (!isDragging) return;
    setIsDragging(false);
    ball.roll();
  }

  function onKeyDown(event: KeyboardEvent) {
    const distance = event.shiftKey ? 0.5 : 0.1;
    const moves: Record<string, number> = {
      ArrowLeft: ball.weight - distance,
      ArrowDown: ball.weight - distance,
      ArrowRight: ball.weight + distance,
      ArrowUp: ball.weight + distance,
      Home: landscape.from,
      End: landscape.to,
    };
    const move = moves[event.key];
    if (move !== undefined) ball.place(move);
    else if (event.key === "Enter" || event.key === " ") ball.roll();
    else return;
    event.preventDefault();
  }

  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: the figure around it carries the name; a title would hang over the ball as a tooltip
    <svg
      ref={svg}
      viewBox={`0 0 ${figureWidth} ${figureHeight}`}
      className="w-full touch-pan-y select-none overflow-visible"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setIsDragging(true);
        drag(event);
      }}
      onPointerMove={(event) => {
        if (isDragging) drag(event);
      }}
      onPointerUp={letGo}
      onPointerCancel={() => setIsDragging(false)}
    >
      <path d={landscapeArea(landscape)} className="fill-accent-soft" opacity={0.6} />
      <path d={landscapeCurve(landscape)} fill="none" className="stroke-ink" strokeWidth={2} strokeLinejoin="round" />
      <g className="fill-accent">
        {ball.trail.slice(-maxDots).map((passed, index) => {
          const spot = toScreen(landscape, passed, landscape.lossAt(passed));
          // biome-ignore lint/suspicious/noArrayIndexKey: a dot is the trace of the step with this number
          return <circle key={index} cx={spot.x} cy={spot.y} r={2.5} opacity={0.55} />;
        })}
      </g>
      <g
        role="slider"
        tabIndex={0}
        aria-label="Ball. Arrow keys choose where it starts, Enter lets it roll"
        aria-valuemin={landscape.from}
        aria-valuemax={landscape.to}
        aria-valuenow={Number(weight.toFixed(2))}
        aria-valuetext={`weight ${formatNumber(weight)}, loss ${formatNumber(landscape.lossAt(weight))}`}
        onKeyDown={onKeyDown}
        className={cn("group outline-none", isDragging ? "cursor-grabbing" : "cursor-grab")}
      >
        {/* A larger target than the ball itself. */}
        <circle cx={centre.x} cy={centre.y} r={26} fill="transparent" />
        <circle
          cx={centre.x}
          cy={centre.y}
          r={ballRadius + 5}
          fill="none"
          className="stroke-accent opacity-0 group-focus-visible:opacity-100"
          strokeWidth={2}
        />
        <circle cx={centre.x} cy={centre.y} r={ballRadius} className="fill-accent stroke-surface" strokeWidth={2} />
      </g>
    </svg>
  );
}

function OptionSlider({
  label,
  value,
  ...range
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  step?: number;
  scale?: "linear" | "logarithmic";
}) {
  return (
    <div className="min-w-36 flex-1">
      <div className="flex justify-between">
        <span className="font-medium">{label}</span>
        <span className="num text-ink-2">{formatSetting(value)}</span>
      </div>
      <Slider aria-label={label} value={value} {...range} />
    </div>
  );
}

const verdicts: Record<BallVerdict, (steps: string) => string> = {
  deep: (steps) => `It reached the deep valley after ${steps} steps.`,
  shallow: (steps) =>
    `It came to rest in the shallow valley after ${steps} steps: a local minimum. Another start, more momentum or a larger learning rate may carry it over the ridge.`,
  outside: (steps) =>
    `After ${steps} steps it left the landscape: the steps are too long and the loss rises. Try a smaller learning rate.`,
  unsettled: (steps) => `Still moving after ${steps} steps.`,
};

function describe(ball: BallRoll): string {
  const loss = `loss ${formatNumber(ball.landscape.lossAt(ball.weight))}`;
  if (ball.verdict !== null) return `${verdicts[ball.verdict](formatCount(ball.step))} Now: ${loss}.`;
  if (ball.isRolling) return `Step ${formatCount(ball.step)}, ${loss}.`;
  return `Drag the ball and let go. It rolls as an optimizer does: each step goes down the slope, and momentum keeps what it had. Now: ${loss}.`;
}
