/**
 * Which runs this browser trains now, across its tabs, and which it has trained before. A lock ends with its page, however that
 * ends, so that a run of a closed tab is known as interrupted at once and not only when its lease on the server runs out.
 */
const lockName = (runId: string) => `downhill-run-${runId}`;
const memoryKey = "downhill-trained-runs";
const maxRemembered = 50;

/** Holds the run for this page; returns the function that gives it back. */
export function claimHere(runId: string): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  void navigator.locks?.request(lockName(runId), () => promise).catch(() => {});
  return resolve;
}

function readRemembered(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(memoryKey) ?? "[]");
    return Array.isArray(stored) ? stored.filter((entry) => typeof entry === "string") : [];
  } catch {
    return [];
  }
}

export function rememberRun(runId: string): void {
  const others = readRemembered().filter((other) => other !== runId);
  try {
    localStorage.setItem(memoryKey, JSON.stringify([runId, ...others].slice(0, maxRemembered)));
  } catch {
    // Without storage the lease on the server tells the same a little later.
  }
}

export async function isTrainedInThisBrowser(runId: string): Promise<"now" | "before" | "never"> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  if (held.some(({ name }) => name === lockName(runId))) return "now";
  return readRemembered().includes(runId) ? "before" : "never";
}
