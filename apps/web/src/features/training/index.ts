export type { ActiveRun, DeviceStatus, TrainingRequest } from "../../training/trainingStore.ts";
export { DeviceBadge } from "./DeviceBadge.tsx";
export { RunButton } from "./RunButton.tsx";
export { TrainingDock } from "./TrainingDock.tsx";
export { type Training, useTraining } from "./useTraining.ts";
