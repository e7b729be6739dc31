import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
  type Request,
} from "playwright-core";
import { expect } from "vitest";
import { findChromium } from "./chromium";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = fileURLToPath(new URL("../screenshots/", import.meta.url));

export const wide = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

/** Starts the browser without anything that would ask the network. */
export async function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("no browser");
  await mkdir(pictures, { recursive: true });
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Makes the page's processor slower by SEQUITUR_E2E_SLOW: what only works on a quick machine fails on this one, too. */
async function slowDown(page: Page) {
  const rate = Number(process.env.SEQUITUR_E2E_SLOW ?? 1);
  if (rate <= 1) return;
  const debug = await page.context().newCDPSession(page);
  await debug.send("Emulation.setCPUThrottlingRate", { rate });
}

/** Presses what a dialog may come over at the same moment, such as the one for a session that has just ended. */
export const pressUnder = (button: Locator) => button.evaluate((b: HTMLElement) => b.click());

/** A page of its own browser profile, with a list of everything that should not have happened on it. */
export class Visit {
  private constructor(
    readonly page: Page,
    private readonly wrong: string[],
    private readonly asked: Set<Request>,
  ) {}

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext({
      baseURL: url,
      viewport: wide,
      locale: "en-US",
      timezoneId: "Europe/Paris",
      reducedMotion: "reduce",
      ...options,
    });
    const page = await context.newPage();
    // Sources are compiled when they are asked for first.
    page.setDefaultTimeout(process.env.SEQUITUR_E2E_SOURCES ? 50_000 : 30_000);
    await slowDown(page);
    const wrong: string[] = [];
    page.on("pageerror", (e) => wrong.push(`error: ${e.message}`));
    page.on("console", (m) => {
      // The browser itself tells of every refused request; the tests that provoke one look at the page instead.
      const ofServer = /Failed to load resource/.test(m.text());
      if ((m.type() === "error" || m.type() === "warning") && !ofServer) wrong.push(`${m.type()}: ${m.text()}`);
    });
    page.on("request", (r) => {
      if (new URL(r.url()).origin !== new URL(url).origin) wrong.push(`left the origin: ${r.url()}`);
    });
    const asked = new Set<Request>();
    page.on("request", (r) => !r.url().includes("/api/live:subscribe") && asked.add(r));
    page.on("requestfinished", (r) => asked.delete(r));
    page.on("requestfailed", (r) => asked.delete(r));
    return new Visit(page, wrong, asked);
  }

  async signIn(account: string, password: string) {
    await this.page.goto("/");
    await this.page.locator("#account").fill(account);
    await this.page.locator("#password").fill(password);
    await this.page.keyboard.press("Enter");
    await this.page.waitForURL((url) => url.pathname !== "/sign-in" && url.pathname !== "/");
    await this.page.locator("h1").waitFor();
  }

  /** Fails on what a person with a screen reader or keyboard could not use. */
  async accessible(what = this.page.url()) {
    // The page's policy does not let scripts in: the debugger's way around it is only for this tool.
    await this.page.evaluate(axe);
    // What is just coming or going is not what a page is like.
    await expect.poll(() => this.violations(), { message: what, timeout: 15_000, interval: 500 }).toEqual([]);
  }

  private async violations(): Promise<string[]> {
    const violations = await this.page.evaluate(async () => {
      const run = (window as unknown as { axe: { run(o: object): Promise<{ violations: Violation[] }> } }).axe.run;
      interface Violation {
        id: string;
        impact: string;
        nodes: { target: unknown; failureSummary: string }[];
      }
      const { violations } = await run({ resultTypes: ["violations"] });
      return violations.map(
        (v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join("; ")}`,
      );
    });
    return violations.filter((v) => !v.startsWith("minor"));
  }

  /** Fails when the page is wider than its window. */
  async fits(what = this.page.url()) {
    const beyond = () =>
      this.page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
    await expect.poll(beyond, { message: what }).toBe(0);
  }

  /** Waits until the page has what it asked for. The stream of live updates never ends and does not count. */
  async settled() {
    for (let calm = 0; calm < 3; calm += 1) {
      await expect.poll(() => this.asked.size, { timeout: 30_000, interval: 20 }).toBe(0);
      await this.page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
      if (this.asked.size > 0) calm = -1;
    }
  }

  async picture(name: string) {
    await this.settled();
    await this.page.evaluate(() => document.fonts.ready);
    await this.page.screenshot({ path: `${pictures}${name}.png` });
  }

  /** Ends the visit: nothing may have gone wrong unseen. */
  async close() {
    await this.page.context().close();
    expect(this.wrong).toEqual([]);
  }
}
