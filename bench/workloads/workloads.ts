import { characterLstm, characterTransformer } from "./characterNetworks.ts";
import { cifarResnet, mnistCnn } from "./imageNetworks.ts";
import { mnistMlp, tabularMlp } from "./mlps.ts";
import type { Workload } from "./workload.ts";

/** By name; made when asked for. */
export const workloads: Readonly<Record<string, () => Workload>> = {
  tabular: tabularMlp,
  mlp: () => mnistMlp(32),
  mlp256: () => mnistMlp(256),
  cnn: mnistCnn,
  resnet: cifarResnet,
  transformer: characterTransformer,
  lstm: characterLstm,
};
