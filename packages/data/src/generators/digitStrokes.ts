/**
 * The ten digits as strokes in a unit square (x to the right, y down). A stroke is a polyline; arcs are cut into short straight pieces.
 * Several shapes per digit, as people write them differently.
 */
export type Stroke = readonly (readonly [x: number, y: number])[];

function line(...points: readonly (readonly [number, number])[]): Stroke {
  return points;
}

/** Part of an ellipse; angles in turns, 0 at the right, growing clockwise (y points down). */
function arc(options: {
  readonly centre: readonly [number, number];
  readonly radii: readonly [number, number];
  readonly from: number;
  readonly to: number;
}): Stroke {
  const { centre, radii, from, to } = options;
  const pieces = Math.max(4, Math.ceil(Math.abs(to - from) * 24));
  return Array.from({ length: pieces + 1 }, (_, index) => {
    const angle = 2 * Math.PI * (from + ((to - from) * index) / pieces);
    return [centre[0] + radii[0] * Math.cos(angle), centre[1] + radii[1] * Math.sin(angle)] as const;
  });
}

/** Indexed by digit, then by way of writing it. */
export const digitShapes: readonly (readonly (readonly Stroke[])[])[] = [
  [
    [arc({ centre: [0.5, 0.5], radii: [0.27, 0.42], from: 0, to: 1 })],
    [arc({ centre: [0.5, 0.5], radii: [0.34, 0.4], from: 0, to: 1 })],
  ],
  [
    [line([0.5, 0.08], [0.5, 0.92])],
    [line([0.34, 0.26], [0.54, 0.08], [0.54, 0.92])],
    [line([0.34, 0.26], [0.52, 0.08], [0.52, 0.92]), line([0.32, 0.92], [0.72, 0.92])],
  ],
  [
    [[...arc({ centre: [0.5, 0.31], radii: [0.25, 0.23], from: 0.52, to: 1.08 }), [0.24, 0.92], [0.78, 0.92]]],
    [
      [
        ...arc({ centre: [0.48, 0.33], radii: [0.28, 0.24], from: 0.55, to: 1.1 }),
        [0.3, 0.88],
        [0.45, 0.82],
        [0.6, 0.9],
        [0.8, 0.86],
      ],
    ],
  ],
  [
    [
      arc({ centre: [0.47, 0.29], radii: [0.25, 0.21], from: 0.58, to: 1.25 }),
      arc({ centre: [0.47, 0.7], radii: [0.29, 0.22], from: 0.75, to: 1.42 }),
    ],
    [line([0.24, 0.1], [0.74, 0.1], [0.46, 0.44]), arc({ centre: [0.46, 0.68], radii: [0.29, 0.24], from: 0.75, to: 1.42 })],
  ],
  [
    [line([0.58, 0.08], [0.2, 0.62], [0.82, 0.62]), line([0.62, 0.4], [0.62, 0.92])],
    [line([0.28, 0.1], [0.24, 0.5], [0.72, 0.5]), line([0.72, 0.1], [0.68, 0.92])],
  ],
  [
    [line([0.76, 0.1], [0.32, 0.1], [0.29, 0.45]), arc({ centre: [0.48, 0.66], radii: [0.27, 0.25], from: 0.62, to: 1.4 })],
    [
      line([0.72, 0.1], [0.34, 0.12], [0.3, 0.46], [0.5, 0.42]),
      arc({ centre: [0.48, 0.67], radii: [0.25, 0.25], from: 0.76, to: 1.42 }),
    ],
  ],
  [
    [
      [
        [0.64, 0.08],
        [0.42, 0.26],
        [0.3, 0.5],
        [0.27, 0.66],
      ],
      arc({ centre: [0.5, 0.68], radii: [0.23, 0.23], from: 0, to: 1 }),
    ],
    [
      [
        [0.5, 0.08],
        [0.34, 0.36],
        [0.28, 0.62],
        [0.34, 0.84],
        [0.5, 0.92],
        [0.68, 0.84],
        [0.72, 0.68],
        [0.6, 0.54],
        [0.42, 0.56],
        [0.31, 0.68],
      ],
    ],
  ],
  [
    [line([0.22, 0.1], [0.78, 0.1], [0.42, 0.92])],
    [line([0.22, 0.1], [0.76, 0.1], [0.44, 0.92]), line([0.36, 0.5], [0.72, 0.5])],
    [line([0.24, 0.24], [0.26, 0.1], [0.76, 0.1], [0.56, 0.5], [0.46, 0.92])],
  ],
  [
    [
      arc({ centre: [0.5, 0.29], radii: [0.21, 0.2], from: 0.25, to: 1.25 }),
      arc({ centre: [0.5, 0.7], radii: [0.26, 0.22], from: 0.75, to: 1.75 }),
    ],
    [
      [
        [0.68, 0.18],
        [0.5, 0.08],
        [0.32, 0.2],
        [0.38, 0.38],
        [0.62, 0.58],
        [0.72, 0.76],
        [0.5, 0.92],
        [0.3, 0.78],
        [0.38, 0.58],
        [0.62, 0.38],
        [0.68, 0.18],
      ],
    ],
  ],
  [
    [arc({ centre: [0.48, 0.32], radii: [0.23, 0.23], from: 0, to: 1 }), line([0.71, 0.32], [0.68, 0.62], [0.56, 0.92])],
    [
      arc({ centre: [0.5, 0.31], radii: [0.24, 0.22], from: 0, to: 1 }),
      [
        [0.74, 0.31],
        [0.74, 0.66],
        [0.62, 0.86],
        [0.42, 0.92],
        [0.28, 0.84],
      ],
    ],
  ],
];
