/**
 * The one error of the house that a user may see: a code from a closed list, the facts that belong to it, and a sentence made
 * from both. The API maps codes to HTTP once; a client that has the code and the details can make the sentence again.
 */

/** Every code and the sentence for it: what happened, where, what to do. */
const sentences = {
  "not-signed-in": () => "There is no session in this browser. Reload the page to start one.",
  "not-found": (details) => `This ${text(details.what, "item")} does not exist, or it belongs to someone else.`,
  "invalid-input": (details) => `The request is not valid: ${text(details.reason, "a field has the wrong form")}.`,
  "too-large": (details) =>
    `${text(details.what, "The upload")} is larger than the limit of ${megabytes(details.limitBytes)}. Use a smaller file or raise the limit.`,
  "too-many-requests": (details) => `Too many requests. Try again in ${text(details.retryAfterSeconds, "some")} seconds.`,
  "revision-conflict": () =>
    "This model was changed elsewhere, perhaps in another tab. Load the newer one, or save yours as a new model.",
  "model-has-errors": (details) =>
    `The model cannot run: ${text(details.first, "it has errors")}. The list of errors in the Modeling view shows every place.`,
  "stored-unreadable": (details) =>
    `What is kept of this ${text(details.what, "item")} cannot be read. ${text(details.reason, "It is damaged, or was made by another version of Downhill.")}`,
  "dataset-missing": () => "The model has no dataset version to train on. Choose one in the Modeling view.",
  "dataset-in-use": (details) =>
    `This dataset cannot be removed: ${text(details.count, "some")} experiments were trained on it. Remove them first.`,
  "version-invalid": (details) =>
    `The dataset version is not consistent: ${text(details.reason, "its signature does not fit its definition")}.`,
  "blob-missing": (details) => `The file with the hash ${text(details.hash, "?")} is not kept in this project. Upload it first.`,
  "blob-hash-mismatch": () =>
    "The uploaded bytes do not have the announced hash: the upload was cut off or changed. Upload again.",
  "lease-held": () => "This run is being trained in another tab or on a worker. Stop it there, or take it over.",
  "attempt-superseded": () => "Another tab or worker has taken over this run. This one no longer records it.",
  "event-gap": (details) =>
    `Events of this run are missing: number ${text(details.expected, "?")} comes next, but ${text(details.received, "?")} arrived.`,
  "run-ended": (details) => `This run has ended (${text(details.state, "finished")}). Start a new one to train again.`,
  "share-link-gone": () => "This link is wrong, has expired, or was revoked. Ask its owner for a new one.",
  "data-not-shared": () => "The owner shares this experiment without its data, so that a copy of it could not run.",
  "database-locked": (details) =>
    `The database in ${text(details.directory, "the data directory")} is in use by the process ${text(details.processId, "?")}. ` +
    "Stop that server first; two processes on one embedded database would lose data.",
  "database-unavailable": (details) => `The database cannot be opened: ${text(details.reason, "unknown reason")}.`,
  "server-stopping": () => "The server is being stopped. The page goes on when it is back.",
  internal: () => "Something went wrong on the server. Its log has the details.",
} as const satisfies Record<string, (details: AppErrorDetails) => string>;

export type AppErrorCode = keyof typeof sentences;
export type AppErrorDetails = Readonly<Record<string, unknown>>;

export const appErrorCodes: readonly AppErrorCode[] = Object.keys(sentences).filter(isAppErrorCode);

export function isAppErrorCode(value: unknown): value is AppErrorCode {
  return typeof value === "string" && Object.hasOwn(sentences, value);
}

/** The sentence for a code, in the words of the interface. */
export function describeAppError(code: AppErrorCode, details: AppErrorDetails = {}): string {
  const sentence: (details: AppErrorDetails) => string = sentences[code];
  return sentence(details);
}

const brand = Symbol.for("downhill.AppError");

export class AppError extends Error {
  readonly [brand] = true;
  readonly code: AppErrorCode;
  /** Facts for the sentence and for the interface: plain JSON. */
  readonly details: AppErrorDetails;

  constructor(code: AppErrorCode, details: AppErrorDetails = {}, options?: { cause?: unknown }) {
    super(describeAppError(code, details), options);
    this.name = "AppError";
    this.code = code;
    this.details = details;
  }

  /** A bundler may load this module once per route: an error made by one copy is one for every other copy too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }
}

function text(value: unknown, otherwise: string): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : otherwise;
}

function megabytes(value: unknown): string {
  return typeof value === "number" ? `${Math.round(value / 1_000_000)} MB` : "this server";
}
