/** How long answers are held to be fresh, and what is tried again. */
import { QueryClient } from "@tanstack/react-query";
import { appErrorOf } from "./appErrorOf.ts";

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays a refusal; only a broken connection or server is worth another try.
        retry: (failures, error) => failures < 2 && ["internal", undefined].includes(appErrorOf(error)?.code),
      },
    },
  });
}
