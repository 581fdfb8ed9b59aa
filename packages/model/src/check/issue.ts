/** What a check says: one sentence per finding, where it is, and where possible how to mend it with one click. */
import type { Choice, CompilerOptions } from "../options/compilerOptions.ts";

/** Errors bar Run; warnings say that the result is probably not what was meant; hints are advice. */
export type Severity = "error" | "warning" | "hint";

/** One step of a fix, as data, so that it can cross a wire and be undone as one gesture. */
export type Change =
  | { readonly type: "setParameter"; readonly blockId: string; readonly name: string; readonly value: unknown }
  | { readonly type: "setLoss"; readonly blockId: string; readonly choice: Choice }
  | {
      readonly type: "setOption";
      readonly option: "batchSize" | "learningRate" | "epochs" | "warmupSteps" | "accumulationSteps";
      readonly value: number;
    }
  | { readonly type: "setChoice"; readonly option: "optimizer" | "schedule"; readonly choice: Choice }
  | { readonly type: "removeBlocks"; readonly blockIds: readonly string[] }
  | { readonly type: "disconnect"; readonly connectionIds: readonly string[] }
  /** Puts a block of that kind between `blockId`'s first input and what feeds it. */
  | {
      readonly type: "insertBefore";
      readonly blockId: string;
      readonly kind: string;
      readonly parameters: Readonly<Record<string, unknown>>;
    };

export interface Fix {
  /** On the button: "Set Units to 3". */
  readonly label: string;
  readonly changes: readonly Change[];
}

export interface Issue {
  readonly severity: Severity;
  /** Stable, in words with dashes: "target-shape-differs". */
  readonly code: string;
  /** What happened, where, what to do. */
  readonly message: string;
  readonly blockId?: string;
  /** Key of the block's parameter, or of the chosen entry's parameter when `option` is there. */
  readonly field?: string;
  readonly option?: keyof CompilerOptions;
  readonly fix?: Fix;
}
