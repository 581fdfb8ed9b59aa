/** Pages of one Chromium, each with one contender, on the same adapter. */
import { type Browser, chromium } from "@playwright/test";
import type { Engine } from "./bundle.ts";
import type { Call, ReplyTo } from "./calls.ts";
import { type Host, withLimit } from "./host.ts";

export interface BrowserHosts {
  readonly version: string;
  open(engine: Engine): Promise<Host>;
  close(): Promise<void>;
}

interface BrowserRequest {
  /** Where pages come from. */
  readonly address: string;
  readonly executablePath: string;
  readonly arguments: readonly string[];
}

export async function openBrowserHosts(request: BrowserRequest): Promise<BrowserHosts> {
  const { address, executablePath } = request;
  const browser = await chromium.launch({ executablePath, args: [...request.arguments] });
  return {
    version: `Chromium ${browser.version()}`,
    open: (engine) => openPage(browser, `${address}/page/${engine}`),
    close: () => browser.close(),
  };
}

async function openPage(browser: Browser, address: string): Promise<Host> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(address);
  try {
    await page.waitForFunction("globalThis.benchAnswer !== undefined", undefined, { timeout: 30_000 });
  } catch {
    await page.close();
    throw new Error(`The page did not start: ${problems.join("; ") || "no reason was given"}`);
  }
  return {
    async ask<C extends Call>(call: C, limitMs: number) {
      try {
        return await withLimit(page.evaluate<ReplyTo<C>>(`benchAnswer(${JSON.stringify(call)})`), limitMs);
      } catch (error) {
        void page.close({ runBeforeUnload: false }).catch(() => {});
        throw error;
      }
    },
    close: () => page.close(),
  };
}
