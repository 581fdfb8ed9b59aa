/** Speed and time left, from the steps done in the last few seconds. Paused time does not count. */
export interface Throughput {
  observe(step: number, nowMs: number): void;
  /** Forgets the past: after a pause, an evaluation of its own or a device loss. */
  restart(): void;
  getStepsPerSecond(): number;
}

const windowMs = 3000;

export function createThroughput(): Throughput {
  let marks: { step: number; atMs: number }[] = [];
  return {
    observe(step, atMs) {
      marks.push({ step, atMs });
      // One mark older than the window stays, so that slow steps still have two marks to measure between.
      while (marks.length > 2 && atMs - marks[1]!.atMs > windowMs) marks.shift();
      if (marks.length > 400) marks = marks.filter((_, place) => place % 2 === 0 || place === marks.length - 1);
    },
    restart() {
      marks = [];
    },
    getStepsPerSecond() {
      const first = marks[0];
      const last = marks.at(-1);
      if (!first || !last || last.atMs <= first.atMs) return 0;
      return ((last.step - first.step) * 1000) / (last.atMs - first.atMs);
    },
  };
}
