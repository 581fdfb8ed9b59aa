/**
 * The visitor's network address by `x-forwarded-for`. Each proxy adds at the end whom it heard from, and what stands before the entry of the
 * outermost trusted one was written by anyone. Null without a trusted proxy, and when the header is shorter than the proxies would make it.
 */
export function clientAddressOf(headers: Headers, trustedProxies: number): string | null {
  if (trustedProxies === 0) return null;
  const addresses = headers.get("x-forwarded-for")?.split(",") ?? [];
  return addresses.at(-trustedProxies)?.trim() || null;
}
