export { LandscapeLine } from "./charts/LandscapeLine.tsx";
export { RunCharts } from "./charts/RunCharts.tsx";
export { type ChartRun, type SeriesData, seriesFromPoints } from "./charts/seriesData.ts";
