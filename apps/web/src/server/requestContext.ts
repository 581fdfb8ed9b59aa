/** From a request's headers to what the API's procedures receive. */
import "server-only";
import type { ApiContext } from "@downhill/api";
import { clientAddressOf } from "./clientAddressOf.ts";
import { loadServices } from "./services.ts";

export async function loadRequestContext(headers: Headers): Promise<ApiContext> {
  const { auth, trustedProxies, ...services } = await loadServices();
  return { ...services, clientAddress: clientAddressOf(headers, trustedProxies), user: await auth.loadUser(headers) };
}
