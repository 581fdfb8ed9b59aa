/** Bad input on the command line: one sentence for stderr, exit code 2. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

export const exitCodes = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const;
