/** The API for server components: the same procedures, called without HTTP, as the visitor of this request. */
import "server-only";
import { createAppRouter, createCallerFactory } from "@downhill/api";
import { headers } from "next/headers";
import { loadRequestContext } from "./requestContext.ts";

const createCaller = createCallerFactory(createAppRouter());

export async function loadApiCaller(): Promise<ReturnType<typeof createCaller>> {
  return createCaller(await loadRequestContext(await headers()));
}
