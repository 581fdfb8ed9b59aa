/** What the runner asks of a host (a page or a process that holds one contender), and what it hears. Plain data both ways. */

export type Call =
  | { readonly method: "open"; readonly backend: string }
  /** A network by its name, or a sweep's case by kind and place. */
  | { readonly method: "prepare"; readonly subject: Subject }
  | { readonly method: "trace"; readonly steps: number; readonly budgetMs: number }
  /** Finds out how many steps fill a window, and whether reading every loss is faster. */
  | { readonly method: "warmUp"; readonly windowMs: number }
  | { readonly method: "window"; readonly windowMs: number }
  | { readonly method: "close" };

export type Subject =
  | { readonly kind: "network"; readonly name: string }
  | { readonly kind: "gemm" | "convolution"; readonly place: number };

export interface OpenReply {
  readonly label: string;
}

export interface PrepareReply {
  /** From weights and rows in memory to the first loss. */
  readonly firstStepMs: number;
  /** Of the first step, or a few results of a sweep's case. */
  readonly values: readonly number[];
  readonly facts: Readonly<Record<string, number>>;
}

export interface TraceReply {
  readonly values: readonly number[];
  readonly stepMs: number;
}

export interface WindowReply {
  readonly steps: number;
  readonly durationMs: number;
}

export interface Replies {
  readonly open: OpenReply;
  readonly prepare: PrepareReply;
  readonly trace: TraceReply;
  readonly warmUp: WindowReply;
  readonly window: WindowReply;
  readonly close: null;
}

export type Reply = Replies[Call["method"]];
export type ReplyTo<C extends Call> = Replies[C["method"]];
