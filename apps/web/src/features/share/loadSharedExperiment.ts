import "server-only";
import { cache } from "react";
import { loadApiCaller } from "../../server/apiCaller.ts";
import { nullWhenRefused } from "../../server/nullWhenRefused.ts";

/** What a share link opens, once per request; null for a link that opens nothing. */
export const loadSharedExperiment = cache(async (token: string) => {
  const api = await loadApiCaller();
  const shared = await nullWhenRefused(api.share.view({ token }));
  // The same value as the browser's own query gives, whose lists can be written to.
  return shared && { ...shared, runs: shared.runs.map((run) => ({ ...run, metrics: [...run.metrics] })) };
});
