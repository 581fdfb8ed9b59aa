import { createAppRouter, maxRequestBytes } from "@downhill/api";
import { AppError } from "@downhill/protocol";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { errorResponse, foreignOriginResponse } from "../../../../server/errorResponse.ts";
import { isFromAnotherSite } from "../../../../server/isFromAnotherSite.ts";
import { loadRequestContext } from "../../../../server/requestContext.ts";

export const dynamic = "force-dynamic";

const router = createAppRouter();

async function handle(request: Request): Promise<Response> {
  if (isFromAnotherSite(request)) return foreignOriginResponse();
  const length = Number(request.headers.get("content-length") ?? (request.method === "POST" ? Number.NaN : 0));
  if (!(length <= maxRequestBytes)) {
    return errorResponse(new AppError("too-large", { what: "The request", limitBytes: maxRequestBytes }));
  }
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router,
    createContext: () => loadRequestContext(request.headers),
    maxBatchSize: 30,
    responseMeta: ({ type }) => (type === "subscription" ? {} : { headers: { "Cache-Control": "no-store" } }),
  });
}

export { handle as GET, handle as POST };
