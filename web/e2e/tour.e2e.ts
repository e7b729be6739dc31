import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launch, phone, Visit } from "./browser";
import { findChromium } from "./chromium";
import { routes } from "./routes";
import { root, Server } from "./server";
import { stops } from "./tour";
import { populate } from "./world";

const looks = [
  { name: "wide-light-en", options: {} },
  { name: "wide-dark-fr", options: { colorScheme: "dark", locale: "fr-FR" } },
  { name: "phone-dark-en", options: { colorScheme: "dark", viewport: phone, isMobile: true, hasTouch: true } },
  { name: "phone-light-fr", options: { locale: "fr-FR", viewport: phone, isMobile: true, hasTouch: true } },
] as const;

/** Mirrors the page, as a language that is written from right to left does. */
function mirror() {
  const turn = () => {
    const html = document.documentElement;
    if (html && html.dir !== "rtl") html.dir = "rtl";
  };
  new MutationObserver(turn).observe(document, { attributes: true, childList: true, subtree: true });
}

/** The pages that need no session. */
const open = ["/sign-in"];

test("every route has its stop on the tour and its journey", async () => {
  expect([...new Set([...stops.map((s) => s.route), ...open])].sort()).toEqual(await routes());
  for (const { journey, route } of stops) {
    const text = await readFile(new URL(journey, import.meta.url), "utf8");
    const address = route.replace(/\/\$.*$/, "");
    expect(text.includes(address), `${journey} goes to ${address}`).toBe(true);
  }
});

/** SEQUITUR_TOUR names the stops to make, separated by commas: for looking at one page. */
const only = process.env.SEQUITUR_TOUR?.split(",");
const made = stops.filter((s) => !only || only.includes(s.name));

describe.skipIf(!findChromium())("every page is accessible, fits and has its picture", () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });
  // A tour changes what it shows: each begins with the same.
  beforeEach(async () => {
    server = await Server.start();
    await populate(server);
  });
  afterEach(async () => {
    await server?.stop();
  });

  test.each(looks)("$name", { timeout: 600_000 }, async ({ name, options }) => {
    const v = await Visit.open(browser, server.url, options);
    const look = async (what: string) => {
      await v.picture(`${what}-${name}`);
      await v.accessible(`${what}-${name}`);
      await v.fits(`${what}-${name}`);
    };
    await v.page.goto("/sign-in");
    await v.page.locator("#account").waitFor();
    if (!only) await look("sign-in");
    await v.signIn(root.account, root.password);
    for (const stop of made) {
      await stop.go(v);
      await look(stop.name);
      for (const [what, more] of Object.entries(stop.more ?? {})) {
        await more(v);
        await look(`${stop.name}-${what}`);
      }
    }
    if (name.startsWith("phone")) {
      await v.page.goto("/account");
      await v.page.locator(".shell-phone-menu button").click();
      await v.page.getByRole("dialog").getByRole("navigation").waitFor();
      await look("menu");
    }
    await v.close();
  });

  test("mirrored, every page fits as well", { timeout: 600_000 }, async () => {
    const v = await Visit.open(browser, server.url);
    await v.page.addInitScript(mirror);
    await v.signIn(root.account, root.password);
    for (const stop of made) {
      await stop.go(v);
      await v.picture(`${stop.name}-mirrored`);
      await v.fits(`${stop.name}-mirrored`);
    }
    await v.close();
  });
});
