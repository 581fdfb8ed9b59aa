/** Upload and download of kept files. */
import { AppError, StoredBlob } from "@downhill/protocol";
import { appErrorOf } from "./appErrorOf.ts";
import { ensureGuestSession } from "./guestSession.ts";

/** Keeps the bytes in the project and returns their SHA-256. The same bytes again cost an upload but no space. */
export async function uploadBlob(
  projectId: string,
  bytes: Blob | Uint8Array<ArrayBuffer>,
  options: { signal?: AbortSignal } = {},
): Promise<StoredBlob> {
  await ensureGuestSession();
  const response = await fetch(`/api/blobs?${new URLSearchParams({ projectId })}`, { method: "PUT", body: bytes, ...options });
  return StoredBlob.parse(await readAnswer(response).then((answer) => answer.json()));
}

/** The bytes of a file that one of the session's projects holds. */
export async function downloadBlob(hash: string, options: { signal?: AbortSignal } = {}): Promise<Uint8Array<ArrayBuffer>> {
  await ensureGuestSession();
  const answer = await readAnswer(await fetch(`/api/blobs/${hash}`, options));
  return new Uint8Array(await answer.arrayBuffer());
}

async function readAnswer(response: Response): Promise<Response> {
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  throw appErrorOf(body) ?? new AppError("internal", { status: response.status });
}
