/** How large things may be at the API's door. */
import { AppError } from "@downhill/protocol";
import { z } from "zod";

export const Name = z.string().trim().min(1, "a name has at least one letter").max(120, "a name has at most 120 letters");

/** Bytes of one request's JSON. */
export const maxRequestBytes = 8_000_000;

const maxDocumentBytes = 4_000_000;
const maxOptionsBytes = 1_000_000;

/** Of a model: both are kept with it and again with each of its experiments. */
export function checkModelSize({ document, options }: { readonly document: unknown; readonly options: unknown }): void {
  checkDocumentSize("The model", document);
  if (JSON.stringify(options).length > maxOptionsBytes) {
    throw new AppError("too-large", { what: "The model's compiler options", limitBytes: maxOptionsBytes });
  }
}

/** Throws `too-large` when the value's JSON is longer than what the database should hold in one cell. */
export function checkDocumentSize(what: string, value: unknown): void {
  if (JSON.stringify(value).length > maxDocumentBytes) throw new AppError("too-large", { what, limitBytes: maxDocumentBytes });
}
