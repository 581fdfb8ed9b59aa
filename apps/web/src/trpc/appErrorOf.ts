/** The house's error inside whatever a query, a mutation or an upload threw; undefined when it has none (a broken connection). */
import { AppError, isAppErrorCode } from "@downhill/protocol";

export function appErrorOf(thrown: unknown): AppError | undefined {
  if (thrown instanceof AppError) return thrown;
  const data = memberOf(thrown, "data") ?? thrown;
  const appError = memberOf(data, "appError");
  const code = memberOf(appError, "code");
  if (!isAppErrorCode(code)) return undefined;
  const details = memberOf(appError, "details");
  return new AppError(code, typeof details === "object" && details !== null ? { ...details } : {}, { cause: thrown });
}

/** One sentence for the interface. */
export function describeError(thrown: unknown): string {
  return appErrorOf(thrown)?.message ?? "The server cannot be reached. Check that it is running and try again.";
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
}
