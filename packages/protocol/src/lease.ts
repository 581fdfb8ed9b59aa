/** How long a claim lasts without a heartbeat, and how often runners send one. */
export const leaseDurationMs = 45_000;
export const heartbeatIntervalMs = 10_000;

/** Events that one `appendEvents` takes, and points that they may hold together. */
export const maxEventsPerBatch = 500;
export const maxPointsPerBatch = 100_000;

/** Different series that one run may have, and with it one event. */
export const maxSeriesPerRun = 1000;
