/** From a request's headers to what the API's procedures receive. */
import "server-only";
import type { ApiContext } from "@downhill/api";
import { loadServices } from "./services.ts";

export async function loadRequestContext(headers: Headers): Promise<ApiContext> {
  const { auth, ...services } = await loadServices();
  const clientAddress = headers.get("x-forwarded-for")?.split(",")[0]?.trim() ?? "unknown";
  return { ...services, clientAddress, user: await auth.loadUser(headers) };
}
