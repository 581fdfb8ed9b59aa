"use client";
import type { AppRouter } from "@downhill/api/types";
import { createTRPCContext } from "@trpc/tanstack-react-query";

/** `useTRPC()` gives query and mutation options by procedure; `useTRPCClient()` the plain client. */
export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();
