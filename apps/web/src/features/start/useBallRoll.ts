"use client";
/** The ball of the start page in time: where it stands, the steps it has taken, and what came of them. */
import { useCallback, useEffect, useRef, useState } from "react";
import { type LossLandscape, twoValleys } from "./lossLandscape.ts";
import { type BallOptions, type BallPath, rollBall } from "./rollBall.ts";

const stepsPerSecond = 40;

export interface BallRoll {
  readonly landscape: LossLandscape;
  readonly weight: number;
  readonly start: number;
  /** Steps taken so far. */
  readonly step: number;
  /** Weights after each step so far, the start first. */
  readonly trail: readonly number[];
  /** Set when the ball has come to its end. */
  readonly verdict: BallPath["verdict"] | null;
  readonly isRolling: boolean;
  place(weight: number): void;
  roll(): void;
  stop(): void;
}

export function useBallRoll(firstStart: number, options: BallOptions): BallRoll {
  const landscape = twoValleys;
  const [start, setStart] = useState(firstStart);
  const [path, setPath] = useState<BallPath | null>(null);
  const [step, setStep] = useState(0);
  const frame = useRef(0);

  const halt = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = 0;
  }, []);
  useEffect(() => halt, [halt]);

  const lastStep = path === null ? 0 : path.states.length - 1;
  const trail = path === null ? [start] : path.states.slice(0, step + 1).map((state) => state.weight);
  const isRolling = path !== null && step < lastStep;

  function place(weight: number) {
    halt();
    setPath(null);
    setStep(0);
    setStart(Math.min(landscape.to, Math.max(landscape.from, weight)));
  }

  function roll() {
    halt();
    const next = rollBall(landscape, start, options);
    const end = next.states.length - 1;
    setPath(next);
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
      setStep(end);
      return;
    }
    setStep(0);
    const startedAtMs = performance.now();
    const tick = (nowMs: number) => {
      const reached = Math.min(end, Math.max(0, Math.floor(((nowMs - startedAtMs) / 1000) * stepsPerSecond)));
      setStep(reached);
      frame.current = reached < end ? requestAnimationFrame(tick) : 0;
    };
    frame.current = requestAnimationFrame(tick);
  }

  function stop() {
    halt();
    setPath((current) => (current === null ? null : { states: current.states.slice(0, step + 1), verdict: "unsettled" }));
  }

  return {
    landscape,
    start,
    weight: trail[trail.length - 1] ?? start,
    step,
    trail,
    verdict: path !== null && step >= lastStep ? path.verdict : null,
    isRolling,
    place,
    roll,
    stop,
  };
}
