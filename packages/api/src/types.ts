/** Types of the API for browsers and workers, which may import nothing else of this package. */
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "./router.ts";

export type { AppErrorData } from "./errors.ts";
export type { AppRouter } from "./router.ts";
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;
