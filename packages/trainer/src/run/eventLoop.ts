/**
 * Lets messages and timers of the surrounding thread run. `setTimeout(0)` would be clamped to 4 ms in browsers, as long as a
 * whole submit of a small model, so a message channel is used; `close` frees it (an open one keeps Node alive).
 */
export interface EventLoopYielder {
  /** Gives way when the last time was more than `afterMs` ago; else returns at once. */
  yieldIfDue(): Promise<void>;
  close(): void;
}

export function openEventLoopYielder(afterMs = 12): EventLoopYielder {
  const channel = new MessageChannel();
  let lastAt = performance.now();
  let wake: (() => void) | null = null;
  channel.port1.onmessage = () => {
    lastAt = performance.now();
    wake?.();
    wake = null;
  };
  return {
    async yieldIfDue() {
      if (performance.now() - lastAt < afterMs) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        channel.port2.postMessage(null);
      });
    },
    close() {
      channel.port1.close();
      channel.port2.close();
    },
  };
}
