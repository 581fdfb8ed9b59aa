/**
 * The Content-Security-Policy of every page, with a nonce per request: only scripts from this server run, and of the inline ones
 * only those that Next itself writes into the page. Styles may be inline, since the canvas and the charts position with them.
 */
import { type NextRequest, NextResponse } from "next/server";
import { nonceHeader } from "./server/nonceHeader.ts";

export function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID();
  const policy = buildPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set(nonceHeader, nonce);
  // Next reads the nonce for its own scripts from here.
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/** Pages only: the API answers with data, and static files are no documents. */
export const config = { matcher: ["/((?!api/|_next/static|_next/image|favicon.ico).*)"] };

function buildPolicy(nonce: string): string {
  const isDevelopment = process.env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${isDevelopment ? " ws: wss:" : ""}`,
    // Turbopack starts a worker from a blob that loads the real script from this server.
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
