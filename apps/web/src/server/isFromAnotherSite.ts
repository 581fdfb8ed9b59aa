/**
 * True for a request that a page of another site sent: cookies are SameSite=Lax, and this closes what Lax leaves open
 * (other ports and subdomains of the same site). Clients that are no browsers send no Origin.
 */
export function isFromAnotherSite(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return false;
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  return URL.canParse(origin) ? new URL(origin).host !== host : true;
}
