/** Says goodbye for a run while the page is being closed: the request outlives the page. Another page can then resume it at once. */
export function releaseRunOnExit(lease: { readonly runId: string; readonly attempt: number; readonly leaseToken: string }): void {
  const { runId, attempt, leaseToken } = lease;
  void fetch("/api/trpc/run.release", {
    method: "POST",
    keepalive: true,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ runId, attempt, leaseToken }),
  }).catch(() => {
    // The lease runs out by itself.
  });
}
