"use client";
import { MissingScreen } from "../features/start/MissingScreen.tsx";
import { Button } from "../ui/Button.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <MissingScreen
      title="This page could not be shown"
      actions={
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      }
    >
      Something went wrong while it was drawn. What was saved is safe.
      {error.digest ? (
        <>
          {" "}
          The server&rsquo;s log has the details under <span className="num">{error.digest}</span>.
        </>
      ) : null}
    </MissingScreen>
  );
}
