/** What the user has asked of a run. The loop looks at it at every step boundary. */
export interface RunControl {
  readonly isStopRequested: boolean;
  readonly isPauseRequested: boolean;
  pause(): void;
  resume(): void;
  stop(): void;
  /** Settles at resume or stop; at once when no pause is asked for. */
  waitWhilePaused(): Promise<void>;
}

export function createRunControl(): RunControl {
  let isStopRequested = false;
  let isPauseRequested = false;
  let wake: (() => void) | null = null;
  const release = () => {
    wake?.();
    wake = null;
  };
  return {
    get isStopRequested() {
      return isStopRequested;
    },
    get isPauseRequested() {
      return isPauseRequested;
    },
    pause() {
      isPauseRequested = true;
    },
    resume() {
      isPauseRequested = false;
      release();
    },
    stop() {
      isStopRequested = true;
      release();
    },
    waitWhilePaused() {
      if (!isPauseRequested || isStopRequested) return Promise.resolve();
      return new Promise((resolve) => {
        wake = resolve;
      });
    },
  };
}
