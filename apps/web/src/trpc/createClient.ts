/** The browser's tRPC client. Also for code without React: the run's recorder, uploads. */
import type { AppRouter } from "@downhill/api/types";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, type TRPCClient, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { ensureGuestSession } from "./guestSession.ts";

export type ApiClient = TRPCClient<AppRouter>;

/** Paths that answer without a session. */
const openPaths: readonly string[] = ["session.get", "share.view", "share.series", "share.subscribe"];

export function createApiClient(): ApiClient {
  const url = "/api/trpc";
  return createTRPCClient<AppRouter>({
    links: [
      guestLink,
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url }),
        false: httpBatchLink({ url, maxURLLength: 4000, maxItems: 20 }),
      }),
    ],
  });
}

const guestLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      if (openPaths.includes(op.path)) return next(op).subscribe(observer);
      let subscription: { unsubscribe(): void } | undefined;
      let isCancelled = false;
      ensureGuestSession()
        // The request itself says in the house's words why there is no session.
        .catch(() => {})
        .then(() => {
          if (!isCancelled) subscription = next(op).subscribe(observer);
        });
      return () => {
        isCancelled = true;
        subscription?.unsubscribe();
      };
    });
