/** The page stays responsive while it trains: how long its main thread is held up. */
import { expect, test } from "@playwright/test";
import { setOptions } from "../support/inspector.ts";
import { openSample } from "../support/startScreen.ts";
import { chart, pressRun, trainingDock, waitForRun } from "../support/trainingDock.ts";

const watchedMs = 5000;
/** Generous: the shaders are computed on the same few processors. */
const longestTaskMs = 500;

test.use({ trace: "off" });

test("no long hold-up in five seconds of training", async ({ page }) => {
  await openSample(page, "Two spirals");
  await setOptions(page, { Epochs: 5000 });
  await pressRun(page);
  await chart(page, "Loss").waitFor();
  const tasks = await page.evaluate(
    (duration) =>
      new Promise<number[]>((resolve) => {
        const durations: number[] = [];
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) durations.push(Math.round(entry.duration));
        });
        observer.observe({ type: "longtask" });
        setTimeout(() => {
          observer.disconnect();
          resolve(durations);
        }, duration);
      }),
    watchedMs,
  );
  const total = tasks.reduce((sum, task) => sum + task, 0);
  const longest = Math.max(0, ...tasks);
  const words = `${tasks.length} tasks over 50 ms in ${watchedMs} ms: ${total} ms in all, the longest ${longest} ms`;
  console.log(words);
  test.info().annotations.push({ type: "long tasks", description: words });
  expect(longest).toBeLessThan(longestTaskMs);
  await trainingDock(page).getByRole("button", { name: "Stop" }).click();
  await waitForRun(page, "Stopped");
});
