/**
 * Saves that go on after their screen was left. Whoever opens the same model again waits for them, or it would load what is just
 * being replaced.
 */
const pending = new Map<string, Promise<unknown>>();

export function keepPendingSave(modelId: string, save: Promise<unknown>): void {
  const settled = save
    .catch(() => {})
    .finally(() => {
      if (pending.get(modelId) === settled) pending.delete(modelId);
    });
  pending.set(modelId, settled);
}

/** Settles when nothing of this model is being saved any more; never fails. */
export async function waitForPendingSave(modelId: string): Promise<void> {
  await pending.get(modelId);
}
