/** Written into checkpoints and run records: numbers are promised to repeat bit for bit only within one version. */
export const engineVersion = "0.1.0";
