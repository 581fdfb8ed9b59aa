/**
 * The landscape of the start page: the loss of a model with a single weight, in closed form, with one shallow and one deep valley.
 * A wide bowl minus two bells, so that the slope is exact everywhere.
 */

export interface LossLandscape {
  readonly from: number;
  readonly to: number;
  lossAt(weight: number): number;
  /** Exact derivative of `lossAt`. */
  slopeAt(weight: number): number;
  /** The highest point between the two valleys: left of it lies the shallow one, right of it the deep one. */
  readonly ridge: number;
}

const bowlCurvature = 0.1;
const rim = 1.35;
const bells = [
  { centre: -1.9, width: 0.75, depth: 0.62 },
  { centre: 1.55, width: 0.95, depth: 1.25 },
];

function bellHeight(weight: number, bell: (typeof bells)[number]): number {
  return bell.depth * Math.exp(-(((weight - bell.centre) / bell.width) ** 2));
}

export const twoValleys: LossLandscape = {
  from: -3.7,
  to: 3.7,
  ridge: -0.62628,
  lossAt: (weight) => bells.reduce((loss, bell) => loss - bellHeight(weight, bell), rim + bowlCurvature * weight ** 2),
  slopeAt: (weight) =>
    bells.reduce(
      (slope, bell) => slope + (bellHeight(weight, bell) * 2 * (weight - bell.centre)) / bell.width ** 2,
      2 * bowlCurvature * weight,
    ),
};
