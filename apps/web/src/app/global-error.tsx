"use client";
import "./globals.css";

/** When even the root layout fails: no provider, no theme, only words. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main style={{ maxWidth: 560, margin: "96px auto", padding: "0 20px" }}>
          <title>Downhill could not start</title>
          <h1 className="font-semibold text-title">Downhill could not start in this tab</h1>
          <p className="my-4 text-ink-2 text-lead">
            What was saved is safe. Try again; if that does not help, look into the server&rsquo;s log.
          </p>
          <button type="button" onClick={reset} className="h-8 rounded-md bg-accent px-3 font-medium text-on-accent">
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
