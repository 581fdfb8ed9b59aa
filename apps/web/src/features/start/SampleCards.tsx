"use client";
import { describeError } from "../../trpc/appErrorOf.ts";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Notice } from "../../ui/ErrorState.tsx";
import { Spinner } from "../../ui/Spinner.tsx";
import { ContentPicture } from "../datasets/ContentPicture.tsx";
import { samples } from "./samples.ts";
import { useSampleOpener } from "./useSampleOpener.ts";
import { useSinglePress } from "./useSinglePress.ts";

/** Three pictures of data, each one press away from a model that fits it. */
export function SampleCards() {
  const opener = useSampleOpener();
  const press = useSinglePress();
  // After the project is made the way to its screen still takes a moment.
  const isBusy = opener.isPending || opener.isSuccess;
  return (
    <div className="space-y-3">
      {opener.isError ? (
        <Notice tone="danger">
          {opener.variables?.title} could not be opened. {describeError(opener.error)}
        </Notice>
      ) : null}
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {samples.map((sample) => (
          <li key={sample.key} className="flex">
            <Card className="flex w-full flex-col overflow-hidden p-0">
              <div className="border-line border-b bg-raised p-4">
                <div className="aspect-[320/168]">
                  <ContentPicture source={sample.source} shape="wide" />
                </div>
              </div>
              <div className="flex flex-1 flex-col gap-1 p-4">
                <h3 className="font-semibold text-lead">{sample.title}</h3>
                <p className="flex-1 text-ink-2">{sample.summary}</p>
                <div className="pt-2">
                  <Button
                    aria-label={`Open ${sample.title}`}
                    disabled={isBusy}
                    onClick={() => press.take() && opener.mutate(sample, { onError: press.release })}
                    className="min-w-20"
                  >
                    {isBusy && opener.variables === sample ? <Spinner label="Opening" /> : "Open"}
                  </Button>
                </div>
              </div>
            </Card>
          </li>
        ))}
      </ul>
    </div>
  );
}
