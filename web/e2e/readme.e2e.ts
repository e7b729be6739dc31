import { readFile } from "node:fs/promises";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, Visit } from "./browser";
import { findChromium } from "./chromium";
import { Server } from "./server";

/** One thing to do: what is named is pressed, or gets the value. */
interface Act {
  name: string;
  value: string | undefined;
}

/** The steps of the README's first page: names of what one sees stand in bold, what one enters as code behind them. */
async function acts(): Promise<Act[]> {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const section = /## A button of your own[^\n]*\n([\s\S]*?)\n\n(?!\d\.)(?=\S*The claim)/.exec(readme)?.[1] ?? "";
  const plain = section.replace(/\s+/g, " ");
  return [...plain.matchAll(/\*\*(.+?)\*\*(?: `(.+?)`)?/g)].map((m) => ({ name: m[1] ?? "", value: m[2] }));
}

/** What is meant by a name: in the menu or the dialog that is open, else on the page. */
async function find(page: Page, name: string): Promise<Locator> {
  if (await page.locator(".ant-dropdown-open").first().isVisible()) {
    return page.getByRole("menuitem", { name: new RegExp(`^${name}\\b`) }).first();
  }
  const dialog = page.getByRole("dialog").last();
  const place = (await dialog.isVisible()) ? dialog : page;
  const exact = { name, exact: true } as const;
  return place
    .getByRole("button", exact)
    .or(place.getByRole("link", exact))
    .or(place.getByText(name, { exact: true }))
    .and(page.locator(":not([inert] *)")) // what is only looked at
    .first();
}

/** Presses what is named. A dialog that is just opening covers the page: then it is looked for once more. */
async function press(page: Page, name: string) {
  const end = Date.now() + 40_000;
  for (;;) {
    try {
      return await (await find(page, name)).click({ timeout: 5000 });
    } catch (e) {
      if (Date.now() > end) throw e;
    }
  }
}

async function enter(page: Page, name: string, value: string) {
  const field = page.getByLabel(name, { exact: true }).or(page.getByLabel(name)).first();
  await field.waitFor();
  if ((await field.getAttribute("role")) !== "combobox") return field.fill(value);
  await field.click();
  await page.locator(".ant-select-item-option:visible", { hasText: value }).first().click();
}

describe.skipIf(!findChromium())("the README's first page", () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), Server.start({ password: "" })]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("leads to a button of one's own with a bound workflow, in at most 30 clicks and entries", async () => {
    const steps = await acts();
    expect(steps.length).toBeGreaterThan(20);
    expect(steps.length).toBeLessThanOrEqual(30);
    const link = /Begin here: http:\/\/[^/]+(\/welcome#\S+)/.exec(server.printed)?.[1];
    const v = await Visit.open(browser, server.url);
    await v.page.goto(link ?? "");
    for (const { name, value } of steps) {
      if (value !== undefined) await enter(v.page, name, value);
      else await press(v.page, name);
    }
    await v.page.getByText("We will call you.").first().waitFor();
    const token = await server.signIn("ada@example.com", "tea-at-Five-9");
    const runs = (await server.ok(token, "receipts:list?sort=-id&pageSize=1")) as unknown as {
      outcome: string;
      verdicts: { verdict: string }[];
    }[];
    expect(runs[0]?.outcome).toBe("saved");
    expect(runs[0]?.verdicts.some((r) => r.verdict === "started")).toBe(true);
    await v.picture("readme");
    await v.close();
  });
});
