import { errorResponse } from "../../../../server/errorResponse.ts";
import { loadServices } from "../../../../server/services.ts";

export const dynamic = "force-dynamic";

async function handle(request: Request): Promise<Response> {
  try {
    return await (await loadServices()).auth.handler(request);
  } catch (error) {
    return errorResponse(error);
  }
}

export { handle as GET, handle as POST };
