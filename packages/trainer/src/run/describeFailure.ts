/** What went wrong, in the user's words: blocks by the names they have in the drawing. */
import { EngineError } from "@downhill/engine";
import type { ModelDocument } from "@downhill/model";

export function describeFailure(error: unknown, document?: ModelDocument): string {
  const message = error instanceof Error ? error.message : String(error);
  const origin = error instanceof EngineError ? error.origin : undefined;
  const whole = origin && !message.includes(origin) ? `${message} (in "${origin}")` : message;
  return nameBlocks(whole, document);
}

/** The engine and the layout know blocks by their ids only. */
function nameBlocks(message: string, document: ModelDocument | undefined): string {
  return (document?.blocks ?? []).reduce((text, { id, name }) => {
    const whole = new RegExp(`(?<![\\w-])${id.replaceAll(/[^\w-]/g, "\\$&")}(?=[":])`, "g");
    return text.replaceAll(whole, () => name);
  }, message);
}
