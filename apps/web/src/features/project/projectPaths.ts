/** Where the screens of a project live. Every link in the app is written by one of these. */

export function projectPath(projectId: string): string {
  return `/projects/${projectId}`;
}

export function datasetsPath(projectId: string): string {
  return `/projects/${projectId}/datasets`;
}

export function datasetPath(projectId: string, datasetId: string): string {
  return `/projects/${projectId}/datasets/${datasetId}`;
}

/** The Modeling view of one model. */
export function modelPath(projectId: string, modelId: string): string {
  return `/projects/${projectId}/models/${modelId}`;
}

export function experimentsPath(projectId: string): string {
  return `/projects/${projectId}/experiments`;
}

export function experimentPath(projectId: string, experimentId: string): string {
  return `/projects/${projectId}/experiments/${experimentId}`;
}

export function sharePath(token: string): string {
  return `/share/${token}`;
}
