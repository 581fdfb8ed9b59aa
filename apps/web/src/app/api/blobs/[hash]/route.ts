import { loadReadableBlob } from "@downhill/api";
import { BlobHash } from "@downhill/protocol";
import { errorResponse } from "../../../../server/errorResponse.ts";
import { loadRequestContext } from "../../../../server/requestContext.ts";

export const dynamic = "force-dynamic";

/** The bytes of a file that one of the session's projects holds. Never shown by a browser: whatever it is, it is a download. */
export async function GET(request: Request, { params }: { params: Promise<{ hash: string }> }): Promise<Response> {
  try {
    const hash = BlobHash.parse((await params).hash);
    const blob = await loadReadableBlob(await loadRequestContext(request.headers), hash);
    return new Response(blob.stream, {
      headers: {
        "Content-Type": "application/octet-stream",
        "Content-Length": String(blob.sizeBytes),
        // Without a name of its own, so that the link that offers the file can give it one.
        "Content-Disposition": "attachment",
        // The name is the content: a browser may keep it for good, but for this session only.
        "Cache-Control": "private, max-age=31536000, immutable",
        Vary: "Cookie",
      },
    });
  } catch (error) {
    return errorResponse(error);
  }
}
