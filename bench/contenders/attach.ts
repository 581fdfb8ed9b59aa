/** Makes a contender answer where it was loaded: in a page by a global function, in a process by messages. */
import type { Call, Reply } from "../hosts/calls.ts";
import type { ContenderOpener } from "./contender.ts";
import { createServer } from "./serve.ts";

export function attach(openContender: ContenderOpener): void {
  const answer = createServer(openContender);
  const send: ((message: unknown) => void) | undefined = globalThis.process?.send?.bind(globalThis.process);
  if (send === undefined) {
    Object.assign(globalThis, { benchAnswer: answer });
    return;
  }
  globalThis.process.on("message", (call: Call) => {
    answer(call).then(
      (reply: Reply) => send({ reply }),
      (error: unknown) => send({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}
