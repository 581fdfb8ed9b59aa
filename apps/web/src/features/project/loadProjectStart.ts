import "server-only";
import { loadApiCaller } from "../../server/apiCaller.ts";
import { nullWhenRefused } from "../../server/nullWhenRefused.ts";
import { datasetsPath, modelPath } from "./projectPaths.ts";

/** Where a project opens: its latest changed model, or its datasets while it has none. Null for a project that this visitor does not have. */
export async function loadProjectStart(projectId: string): Promise<string | null> {
  const api = await loadApiCaller();
  const models = await nullWhenRefused(api.model.list({ projectId }));
  if (models === null) return null;
  const [latest] = models;
  return latest ? modelPath(projectId, latest.id) : datasetsPath(projectId);
}
