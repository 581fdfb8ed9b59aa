/** The training thread: the trainer and the engine, away from the page. */
import { type DataResult, describeIssue } from "@downhill/data";
import { expose } from "comlink";
import { createTrainingHost } from "./trainingHost.ts";

function describe(result: DataResult<unknown>): string {
  const first = result.ok ? undefined : result.issues[0];
  return first ? describeIssue(first) : "The dataset cannot be read.";
}

expose(createTrainingHost(describe));
