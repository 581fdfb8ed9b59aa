/** The smallest normal f32: under a logarithm it stands for what is smaller, which some devices take for 0. */
export const smallestNormal = 1.1754943508222875e-38;
