/** The reading worker: one dataset session behind Comlink. */
import { expose } from "comlink";
import { createDatasetSession } from "./datasetSession.ts";

expose(createDatasetSession());
