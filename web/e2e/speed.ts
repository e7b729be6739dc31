import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, Visit } from "./browser";
import { step } from "./canvas-world";
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
    await tell(what, v);
  };

  const tell = async (what: string, v: Visit) => {
    const taken = (await results(v.page, times)).sort((a, b) => a - b);
    const at = (share: number) =>
      Math.round(taken[Math.min(taken.length - 1, Math.ceil(share * taken.length) - 1)] ?? 0);
    report.push({ what, p50: at(0.5), p95: at(0.95), worst: at(1) });
    await v.close();
  };

  test("an empty page", async () => {
    const v = await open("/account", (page) => page.locator("#newPassword").waitFor());
    await v.page.locator("#newPassword").focus();
    await measure("empty page: keys", v, (page) => page.keyboard.press("a"));
    const w = await open("/account", (page) => page.locator("#newPassword").waitFor());
    await turned("empty page: wheel", w, "main", (i) => (i % 2 ? 60 : -60));
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

  /** Turns the wheel over a part of the page: no interaction to the browser, so it is measured to the next picture. */
  const turned = async (what: string, v: Visit, over: string, by: (i: number) => number) => {
    await v.page.locator(over).hover({ position: { x: 40, y: 120 } });
    await watchWheel(v.page);
    for (let i = 0; i < times; i++) {
      await v.page.mouse.wheel(0, by(i));
      await expect.poll(() => turns(v.page), { interval: 5 }).toBe(i + 1);
    }
    await tell(what, v);
  };

  /** A workflow with the focus on one of its steps. */
  const canvas = async (key: string, keys: readonly string[], search = "view=canvas") => {
    const token = await server.signIn();
    const all = (await server.ok(token, `workflows:list?filter[key]=${key}`)) as unknown as { id: number }[];
    const v = await open(`/workflows/${all[0]?.id}?${search}`, (page) => page.locator("#trigger").waitFor());
    await v.page.locator("#trigger").focus();
    for (const name of keys) await v.page.keyboard.press(name);
    await drawn(v.page);
    return v;
  };

  test.each([
    ["long", down(1)],
    ["wide", down(5)],
  ])("a workflow of 300 steps (%s)", async (key, step) => {
    const what = (act: string) => `300 steps, ${key}: ${act}`;
    await measure(what("walking by keyboard"), await canvas(key, []), (page, i) =>
      page.keyboard.press(i % 10 === 9 ? "ArrowUp" : "ArrowDown"),
    );
    await measure(what("duplicating"), await canvas(key, step), (page) => page.keyboard.press("Control+d"));
    await measure(what("deleting and undoing"), await canvas(key, step), (page, i) =>
      page.keyboard.press(i % 2 ? "Control+z" : "Delete"),
    );
    await measure(what("adding"), await canvas(key, step), async (page, i) => {
      const option = page.locator(".add-option").filter({ hasText: "Calculation" });
      if (i % 2) await option.click();
      else await page.keyboard.press("+");
      await option.waitFor({ state: i % 2 ? "detached" : "visible" });
    });
    await measure(what("opening and closing a step"), await canvas(key, step), async (page, i) => {
      await page.keyboard.press(i % 2 ? "Escape" : "Enter");
      await page.locator(".bench-dock .step-settings").waitFor({ state: i % 2 ? "detached" : "visible" });
    });
    await turned(what("moving by wheel"), await canvas(key, step), ".graph", (i) => (i % 20 < 10 ? 60 : -60));
    const zoomed = await canvas(key, step);
    await zoomed.page.keyboard.down("Control");
    await turned(what("zooming by wheel"), zoomed, ".graph", (i) => (i % 20 < 10 ? 20 : -20));
  });

  test("what is only in long lines, only in branches, and in the outline", async () => {
    await measure("300 steps, long: choosing together", await canvas("long", down(1)), (page) =>
      page.keyboard.press("Shift+ArrowDown"),
    );
    // The first step has all others in its branches, the next one fourteen of them.
    const fold = (page: Page) => page.keyboard.press("f");
    await measure("300 steps, wide: folding all", await canvas("wide", down(1)), fold);
    await measure("300 steps, wide: folding some", await canvas("wide", down(3)), fold);
    const outline = "view=outline";
    await measure("300 steps, wide: folding all in the outline", await canvas("wide", down(1), outline), fold);
    await measure(
      "300 steps, wide: deleting and undoing in the outline",
      await canvas("wide", down(5), outline),
      (page, i) => page.keyboard.press(i % 2 ? "Control+z" : "Delete"),
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

/** Listens to what turns of the wheel take, from now on, to the end of the picture that they lead to. */
async function watchWheel(page: Page) {
  await page.evaluate(() => {
    const taken = new Map<number, number>();
    (window as unknown as Watched).taken = taken;
    const turn = ({ timeStamp }: Event) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => taken.set(taken.size, performance.now() - timeStamp);
        port2.postMessage(null);
      });
    window.addEventListener("wheel", turn, { capture: true, passive: true });
  });
}

/** How many turns of the wheel were drawn. */
function turns(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as Watched).taken.size);
}

/** So many steps down. */
function down(count: number): string[] {
  return Array.from({ length: count }, () => "ArrowDown");
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
export async function big(server: Server) {
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
  await workflow(server, token, "long", line("s", 300, null, null));
  await workflow(server, token, "wide", forked());
}

/** A workflow that begins with an action on the parts. */
export async function workflow(server: Server, token: string, key: string, nodes: object[]) {
  const { id } = await server.ok(token, "workflows:create", {
    key,
    title: key,
    type: "action",
    config: { collection: "parts" },
  });
  await server.ok(token, `workflows:arrange?filterByTk=${id}`, { nodes });
}

/** Steps below each other, behind a step or in one of its branches. */
export function line(prefix: string, count: number, up: string | null, branch: number | null) {
  return Array.from({ length: count }, (_, i) =>
    step(`${prefix}${i + 1}`, "calculation", `Step ${prefix} ${i + 1}`, i ? `${prefix}${i}` : up, i ? null : branch, {
      engine: "string",
      expression: "{{$context.data.title}}",
    }),
  );
}

/** A fork with 150 steps in one branch, ten of which are forks themselves, and 149 below each other in the other one. */
export function forked() {
  const fork = (key: string, up: string | null, branch: number | null) =>
    step(key, "condition", `Fork ${key}`, up, branch, { rejectOnFalse: false });
  const small = Array.from({ length: 10 }, (_, i) => [
    fork(`f${i}`, i ? `f${i - 1}` : "all", i ? null : 1),
    ...line(`a${i}_`, 7, `f${i}`, 1),
    ...line(`b${i}_`, 7, `f${i}`, 0),
  ]);
  return [fork("all", null, null), ...small.flat(), ...line("c", 149, "all", 0)];
}
