/**
 * The ball as what it is: gradient descent with momentum on one weight. The rule is PyTorch's SGD, the one that trains models here:
 * velocity = momentum * velocity + slope; weight = weight - learning rate * velocity. With momentum 0 a step is exactly minus rate times slope.
 */
import type { LossLandscape } from "./lossLandscape.ts";

export interface BallState {
  readonly weight: number;
  /** Gathered slope, in loss per weight; 0 at the start. */
  readonly velocity: number;
}

export interface BallOptions {
  readonly learningRate: number;
  /** From 0 to below 1. */
  readonly momentum: number;
}

export type BallVerdict = "deep" | "shallow" | "outside" | "unsettled";

export interface BallPath {
  /** The start and one state after each step. */
  readonly states: readonly BallState[];
  readonly verdict: BallVerdict;
}

const maxSteps = 1500;
const restingSlope = 0.004;

export function stepBall(state: BallState, slope: number, { learningRate, momentum }: BallOptions): BallState {
  const velocity = momentum * state.velocity + slope;
  return { weight: state.weight - learningRate * velocity, velocity };
}

/** Rolls from `start` until the ball rests, leaves the landscape or has taken `maxSteps` steps. */
export function rollBall(landscape: LossLandscape, start: number, options: BallOptions): BallPath {
  let state: BallState = { weight: start, velocity: 0 };
  const states = [state];
  for (let step = 1; step <= maxSteps; step++) {
    state = stepBall(state, landscape.slopeAt(state.weight), options);
    states.push(state);
    if (!(state.weight >= landscape.from && state.weight <= landscape.to)) return { states, verdict: "outside" };
    const isResting =
      Math.abs(landscape.slopeAt(state.weight)) < restingSlope &&
      Math.abs(state.velocity) * (1 - options.momentum) < restingSlope;
    if (isResting && !isRidge(landscape, state.weight)) {
      return { states, verdict: state.weight > landscape.ridge ? "deep" : "shallow" };
    }
  }
  return { states, verdict: "unsettled" };
}

/** On the ridge the slope is nothing too, but there the ball is only balancing. */
function isRidge(landscape: LossLandscape, weight: number): boolean {
  return Math.abs(weight - landscape.ridge) < 0.2;
}
