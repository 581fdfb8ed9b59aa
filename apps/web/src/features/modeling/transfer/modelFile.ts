/** A model as a file: the document's JSON, as the command line takes it. */
import { type MigratedDocument, type ModelDocument, migrateDocument } from "@downhill/model";

const largestBytes = 8 * 1024 * 1024;

export function downloadDocument(document: ModelDocument, name: string): void {
  const blob = new Blob([`${JSON.stringify(document, null, 2)}\n`], { type: "application/json" });
  const address = URL.createObjectURL(blob);
  const link = window.document.createElement("a");
  link.href = address;
  link.download = `${fileNameOf(name)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export async function readDocument(file: File): Promise<MigratedDocument> {
  if (file.size > largestBytes) {
    return { ok: false, message: `${file.name} is larger than a model can be. Choose a model that was exported from Downhill.` };
  }
  return migrateDocument(await file.text());
}

/** Only what every file system takes. */
function fileNameOf(name: string): string {
  const cleaned = name
    .normalize("NFKD")
    .replace(/[^\w\s.-]+/g, "")
    .trim()
    .replace(/\s+/g, "-")
    .replace(/^[.-]+|[.-]+$/g, "")
    .toLowerCase();
  return cleaned.slice(0, 80) || "model";
}

/** Lets the person choose a file; null when they change their mind. */
export function chooseFile(accept: string): Promise<File | null> {
  return new Promise((resolve) => {
    const input = window.document.createElement("input");
    input.type = "file";
    input.accept = accept;
    input.addEventListener("change", () => resolve(input.files?.[0] ?? null));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}
