/**
 * A browser that has no session gets a guest session before the first request that needs one. Pages of a share link need none, so that
 * reading one makes no guest.
 */
let ensured: Promise<void> | undefined;

export function ensureGuestSession(): Promise<void> {
  ensured ??= signInOnce().catch((error: unknown) => {
    ensured = undefined;
    throw error;
  });
  return ensured;
}

/** Two tabs that open at once would make two guests and lose the first one's work: they take turns, where the page is secure enough to. */
async function signInOnce(): Promise<void> {
  const locks = "locks" in navigator ? navigator.locks : undefined;
  await (locks ? locks.request("downhill-guest-session", signInWhereNeeded) : signInWhereNeeded());
}

async function signInWhereNeeded(): Promise<void> {
  const session: unknown = await readJson(await fetch("/api/auth/get-session"));
  if (session !== null) return;
  await readJson(
    await fetch("/api/auth/sign-in/anonymous", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }),
  );
}

async function readJson(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`The session could not be started (${response.status}).`);
  return response.json();
}
