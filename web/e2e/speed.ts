import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, Visit } from "./browser";
import { findChromium } from "./chromium";
import { root, Server } from "./server";

/** What an interaction took: from the hand to the next picture, as the browser itself measures it. */
interface Watched {
  taken: Map<number, number>;
}

/** Every measure has as many interactions. */
const times = 50;

/** The figures are reported, not judged: a busy machine is slow. */
const report: { what: string; p50: number; p95: number; worst: number }[] = [];

describe.skipIf(!findChromium())("how fast the web app answers to the hand", () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), Server.start()]);
    await big(server);
  });
  afterAll(async () => {
    console.table(report);
    await browser?.close();
    await server?.stop();
  });

  const open = async (path: string, ready: (page: Page) => Promise<void>) => {
    const v = await Visit.open(browser, server.url);
    await v.signIn(root.account, root.password);
    await v.page.goto(path);
    await ready(v.page);
    await v.settled();
    return v;
  };

  /** Takes the interactions one after another, each when the last one was drawn, and reports what they took. */
  const measure = async (what: string, v: Visit, act: (page: Page, i: number) => Promise<void>) => {
    await watch(v.page);
    for (let i = 0; i < times; i++) {
      await act(v.page, i);
      await drawn(v.page);
    }
    const taken = (await results(v.page, times)).sort((a, b) => a - b);
    const at = (share: number) => taken[Math.min(taken.length - 1, Math.ceil(share * taken.length) - 1)] ?? 0;
    report.push({ what, p50: at(0.5), p95: at(0.95), worst: at(1) });
    await v.close();
  };

  test("an empty page", async () => {
    const v = await open("/account", (page) => page.locator("#newPassword").waitFor());
    await v.page.locator("#newPassword").focus();
    await measure("empty page: keys", v, (page) => page.keyboard.press("a"));
  });

  test("a page of 200 rows", async () => {
    const rows = (page: Page) => expect.poll(() => page.locator("tbody tr").count(), { timeout: 20_000 }).toBe(200);
    let v = await open("/apps/big/rows", rows);
    await measure("200 rows: choosing rows", v, (page, i) =>
      page
        .locator("tbody tr")
        .nth(i * 3)
        .getByRole("checkbox")
        .click(),
    );
    v = await open("/apps/big/rows", rows);
    await v.page.getByRole("button", { name: "New" }).first().focus();
    await measure("200 rows: walking by keyboard", v, (page) => page.keyboard.press("Tab"));
  });

  test("a workflow of 300 steps", async () => {
    const token = await server.signIn();
    const all = (await server.ok(token, "workflows:list?filter[key]=long")) as unknown as { id: number }[];
    const v = await open(`/workflows/${all[0]?.id}`, (page) => page.locator("#trigger").waitFor());
    await v.page.locator("#trigger").focus();
    await measure("300 steps: walking by keyboard", v, (page, i) =>
      page.keyboard.press(i % 10 === 9 ? "ArrowUp" : "ArrowDown"),
    );
  });
});

/** Listens to what interactions take, from now on. */
async function watch(page: Page) {
  await page.evaluate(() => {
    const taken = new Map<number, number>();
    (window as unknown as Watched).taken = taken;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[]) {
        if (!entry.interactionId) continue;
        taken.set(entry.interactionId, Math.max(taken.get(entry.interactionId) ?? 0, entry.duration));
      }
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
  });
}

/** Waits until what was done is on the screen. */
async function drawn(page: Page) {
  await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
}

/** What the interactions took, in milliseconds. The browser tells only of those that took 16 or more: others took less. */
async function results(page: Page, count: number): Promise<number[]> {
  await drawn(page);
  const told = await page.evaluate(() => [...(window as unknown as Watched).taken.values()]);
  return [...told, ...Array.from({ length: Math.max(0, count - told.length) }, () => 16)];
}

/** A collection of 200 records on a page, and a workflow of 300 steps with branches. */
async function big(server: Server) {
  const token = await server.signIn();
  await server.ok(token, "collections:create", {
    name: "parts",
    fields: [
      { name: "title", type: "string" },
      { name: "amount", type: "integer" },
      { name: "state", type: "string" },
      { name: "due", type: "dateOnly" },
      { name: "done", type: "boolean" },
    ],
  });
  for (let i = 0; i < 200; i++) {
    await server.ok(token, "parts:create", {
      title: `Part ${i}`,
      amount: i,
      state: "new",
      due: "2026-11-23",
      done: i % 2 === 0,
    });
  }
  await server.ok(token, "applications:create", { key: "big", title: "Big" });
  await server.ok(token, "pages:create", {
    uid: "rows",
    applicationKey: "big",
    title: "Rows",
    draft: {
      blocks: [
        {
          uid: "rows-table",
          type: "table",
          collection: "parts",
          settings: {
            fields: ["title", "amount", "state", "due", "done"].map((name) => ({ name })),
            pageSize: 200,
            inlineEdit: true,
          },
          buttons: [
            { uid: "rows-new", kind: "popup", title: "New", on: "nothing", blocks: [] },
            { uid: "rows-remove", kind: "delete", title: "Delete", on: "selection" },
          ],
        },
      ],
    },
  });
  await server.ok(token, "menuEntries:create", { applicationKey: "big", type: "page", pageUid: "rows", title: "Rows" });
  await server.ok(token, "pages:publish?filterByTk=rows", { revision: 1 });
  const nodes = Array.from({ length: 300 }, (_, i) => ({
    key: `s${i + 1}`,
    type: "calculation",
    title: `Step ${i + 1}`,
    config: { engine: "string", expression: "{{$context.data.title}}" },
  }));
  await server.ok(token, "workflows:create", {
    key: "long",
    title: "Long",
    type: "action",
    config: { collection: "parts" },
    nodes,
  });
}
