import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

/** Cross-origin isolation gives threads their shared memory; the Content-Security-Policy needs a nonce and comes from `src/proxy.ts`. */
const headers = [
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Embedder-Policy", value: "require-corp" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
];

/** A share link's address is its secret: no search engine may list it and no page that it links to may learn it. */
const shareHeaders = [
  { key: "X-Robots-Tag", value: "noindex, nofollow" },
  { key: "Referrer-Policy", value: "no-referrer" },
];

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ["@electric-sql/pglite", "pg", "pino"],
  turbopack: { root: join(dirname(fileURLToPath(import.meta.url)), "../..") },
  headers: async () => [
    { source: "/:path*", headers },
    { source: "/share/:path*", headers: shareHeaders },
  ],
};

export default config;
