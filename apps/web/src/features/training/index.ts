export type { ActiveRun, DeviceStatus, TrainingRequest } from "../../training/trainingStore.ts";
export { LandscapeLine } from "./charts/LandscapeLine.tsx";
export { RunCharts } from "./charts/RunCharts.tsx";
export { type ChartRun, type SeriesData, seriesFromPoints } from "./charts/seriesData.ts";
export { DeviceBadge } from "./DeviceBadge.tsx";
export { RunButton } from "./RunButton.tsx";
export { TrainingDock } from "./TrainingDock.tsx";
export { type Training, useTraining } from "./useTraining.ts";
