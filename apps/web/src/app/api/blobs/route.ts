import { storeProjectBlob } from "@downhill/api";
import { BlobHash } from "@downhill/protocol";
import { z } from "zod";
import { errorResponse, foreignOriginResponse } from "../../../server/errorResponse.ts";
import { isFromAnotherSite } from "../../../server/isFromAnotherSite.ts";
import { loadRequestContext } from "../../../server/requestContext.ts";

export const dynamic = "force-dynamic";

const Query = z.object({ projectId: z.string().min(1), hash: BlobHash.optional() });

/** `PUT /api/blobs?projectId=…[&hash=…]` with the bytes as body answers `{ hash, sizeBytes }`. An announced hash is checked. */
export async function PUT(request: Request): Promise<Response> {
  if (isFromAnotherSite(request)) return foreignOriginResponse();
  try {
    const { projectId, hash } = Query.parse(Object.fromEntries(new URL(request.url).searchParams));
    const stored = await storeProjectBlob(await loadRequestContext(request.headers), {
      projectId,
      bytes: readBody(request),
      signal: request.signal,
      ...(hash === undefined ? {} : { expectedHash: hash }),
    });
    return Response.json(stored);
  } catch (error) {
    return errorResponse(error);
  }
}

async function* readBody(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (reader === undefined) return;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader.cancel().catch(() => {});
  }
}
