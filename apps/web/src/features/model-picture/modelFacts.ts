import { type CheckRequest, checkModel } from "@downhill/model";
import type { BlockFacts } from "./ModelPicture.tsx";

export interface ModelFacts {
  readonly blocks: ReadonlyMap<string, BlockFacts>;
  readonly parameterCount: number;
}

/** Shapes and parameter counts of a frozen experiment's model, found as the Modeling view finds them. */
export function inferModelFacts(model: CheckRequest): ModelFacts {
  const { blocks, parameterCount } = checkModel(model);
  const facts = Object.entries(blocks).map(([blockId, { outputs, parameterCount: count }]): [string, BlockFacts] => [
    blockId,
    { outputShape: Object.values(outputs)[0] ?? null, parameterCount: count },
  ]);
  return { blocks: new Map(facts), parameterCount };
}
