import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, pressUnder, Visit } from "./browser";
import { findChromium } from "./chromium";
import { root, Server } from "./server";
import { ann, populate } from "./world";

describe.skipIf(!findChromium())("the web app", () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), Server.start()]);
    await populate(server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const visit = (options = {}) => Visit.open(browser, server.url, options);

  test("signing in leads to where one wanted to go, and the session stays", async () => {
    const v = await visit();
    await v.page.goto("/account");
    await v.page.waitForURL("**/sign-in?next=*");
    await v.page.getByLabel("E-mail address or username").fill(root.email);
    await v.page.getByLabel("Password", { exact: true }).fill(root.password);
    await v.page.getByRole("button", { name: "Sign in" }).click();
    await v.page.getByRole("heading", { name: "Account" }).waitFor();
    await v.page.reload();
    await v.page.getByRole("heading", { name: "Account" }).waitFor();
    expect(await v.page.title()).toBe("Account · Sequitur");
    await v.page.goto("/sign-in");
    await v.page.waitForURL("**/apps");
    await v.close();
  });

  test("what is wrong with a sign-in is said at its place", async () => {
    const v = await visit();
    await v.page.goto("/sign-in");
    const [account, password] = [v.page.locator("#account"), v.page.locator("#password")];
    await v.page.getByRole("button", { name: "Sign in" }).click();
    await v.page.getByText("Enter your e-mail address or username.").waitFor();
    await v.page.getByText("Enter your password.").waitFor();
    await expect.poll(() => account.evaluate((e) => e === document.activeElement)).toBe(true);
    await account.fill("root");
    await password.fill("wrong");
    await v.page.keyboard.press("Enter");
    await v.page.getByText("Account or password is wrong.").waitFor();
    await expect.poll(() => password.evaluate((e) => e === document.activeElement)).toBe(true);
    expect(await password.getAttribute("aria-invalid")).toBe("true");
    expect(await account.inputValue()).toBe("root");
    await v.accessible();
    await v.close();
  });

  test("the password can be shown by keyboard, and Caps Lock is told", async () => {
    const v = await visit();
    await v.page.goto("/sign-in");
    const password = v.page.locator("#password");
    await password.fill("secret");
    await password.dispatchEvent("keydown", { key: "A", modifierCapsLock: true });
    await v.page.getByText("Caps Lock is on.").waitFor();
    await password.focus();
    await v.page.keyboard.press("Tab");
    await v.page.keyboard.press("Space");
    expect(await password.getAttribute("type")).toBe("text");
    await v.page.getByRole("button", { name: "Hide password" }).waitFor();
    await v.close();
  });

  test("language and theme are chosen by keyboard and remembered", async () => {
    const v = await visit();
    await v.page.goto("/sign-in");
    await v.page.getByRole("button", { name: "Language: English" }).focus();
    await v.page.keyboard.press("Enter");
    await v.page.getByRole("menuitemradio", { name: "Français" }).waitFor();
    const focused = () =>
      v.page.evaluate(() => document.activeElement?.closest("[role=menuitemradio]")?.textContent ?? "");
    await expect.poll(focused).not.toBe("");
    await v.page.keyboard.press("End");
    await expect.poll(focused).toBe("Français");
    await v.page.keyboard.press("Enter");
    await v.page.getByRole("heading", { name: "Connexion" }).waitFor();
    expect(await v.page.locator("html").getAttribute("lang")).toBe("fr-FR");
    await v.page.getByRole("button", { name: /^Thème/ }).click();
    await v.page.getByRole("menuitemradio", { name: "Sombre" }).click();
    await expect.poll(() => v.page.locator("html").getAttribute("data-theme")).toBe("dark");
    await v.page.reload();
    await v.page.getByRole("heading", { name: "Connexion" }).waitFor();
    expect(await v.page.locator("html").getAttribute("data-theme")).toBe("dark");
    await v.close();
  });

  test("the browser's language and theme count until others are chosen", async () => {
    const v = await visit({ locale: "fr-CA", colorScheme: "dark" });
    await v.page.goto("/sign-in");
    await v.page.getByRole("heading", { name: "Connexion" }).waitFor();
    expect(await v.page.locator("html").getAttribute("data-theme")).toBe("dark");
    await v.page.emulateMedia({ colorScheme: "light" });
    await expect.poll(() => v.page.locator("html").getAttribute("data-theme")).toBe("light");
    await v.close();
  });

  test("recent actions show their outcome, and one of them everything that followed", async () => {
    const v = await visit();
    await v.signIn(root.account, root.password);
    await v.page.goto("/actions");
    await v.page.getByText("6 actions").waitFor();
    const rows = v.page.locator("tbody tr");
    await expect.poll(() => rows.allInnerTexts()).toHaveLength(6);
    const outcomes = await v.page.locator("tbody .tag").allInnerTexts();
    expect(outcomes).toEqual([
      "Saved, follow-up failed",
      "Handled by a workflow",
      "Blocked",
      "Refused",
      "Saved",
      "Saved",
    ]);
    await rows.last().getByText("submit-claim").waitFor();
    await rows.last().getByText("Process a claim").waitFor();
    await rows.nth(4).click();
    const drawer = v.page.getByRole("dialog");
    for (const text of [
      "Process a claim",
      "Archive old claims",
      "The workflow is switched off.",
      "There is no workflow with this key.",
    ]) {
      await drawer.getByText(text).first().waitFor();
    }
    await drawer.getByText("From click to last effect").waitFor();
    await drawer.getByText("Keep the ledger").first().waitFor();
    await v.accessible();
    await v.picture("receipt-wide-light-en");
    await v.page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    expect(new URL(v.page.url()).search).toBe("");
    await v.close();
  });

  test("a receipt has an address of its own and can be opened by keyboard", async () => {
    const v = await visit();
    await v.signIn(ann.account, ann.password);
    await v.page.goto("/actions");
    const open = v.page.getByRole("link", { name: /^Show what followed/ }).first();
    await open.focus();
    await v.page.keyboard.press("Enter");
    await v.page
      .getByRole("dialog")
      .getByText("The record is saved, but a workflow that the answer waited for failed.")
      .waitFor();
    const address = v.page.url();
    expect(address).toMatch(/receipt=\d+/);
    await v.page.reload();
    await v.page.getByRole("dialog").getByText("Failed").first().waitFor();
    await v.page.getByRole("button", { name: "Close" }).click();
    await v.page.getByRole("dialog").waitFor({ state: "hidden" });
    await v.page.goto("/actions?receipt=1");
    await v.page.getByText("There is no such action").waitFor();
    await v.close();
  });

  test("actions can be filtered by their outcome", async () => {
    const v = await visit();
    await v.signIn(ann.account, ann.password);
    await v.page.goto("/actions");
    await v.page.getByRole("combobox", { name: "Outcome" }).click();
    await v.page.getByTitle("Blocked", { exact: true }).click();
    await v.page.getByText("1 action", { exact: true }).waitFor();
    await v.page.goto("/actions?outcome=interrupted");
    await v.page.getByText("No action with this outcome").waitFor();
    await v.page.getByRole("button", { name: "Show all" }).click();
    await v.page.getByText("6 actions").waitFor();
    await v.page.goto("/actions?page=9");
    await v.page.getByText("This page is empty").waitFor();
    await v.page.getByRole("button", { name: "To the first page" }).click();
    await v.page.getByText("6 actions").waitFor();
    await v.close();
  });

  test("the list says what it is waiting for, what failed and what may not be seen", async () => {
    const v = await visit();
    await v.signIn(ann.account, ann.password);
    await v.page.goto("/actions");
    let release = () => {};
    const held = new Promise<void>((r) => {
      release = r;
    });
    await v.page.route("**/api/receipts:list*", async (route) => {
      await held;
      await route.continue();
    });
    await v.page.reload();
    await v.page.getByText("Loading…").first().waitFor({ state: "attached" });
    release();
    await v.page.getByText("6 actions").waitFor();
    const answer = (status: number, code: string) =>
      v.page.route("**/api/receipts:list*", (route) =>
        route.fulfill({
          status,
          headers: { "x-request-id": "req-4711" },
          contentType: "application/json",
          body: JSON.stringify({ errors: [{ message: "from the server", code }] }),
        }),
      );
    await answer(500, "INTERNAL");
    await v.page.reload();
    await v.page.getByText("This could not be loaded").waitFor();
    await v.page.getByText("req-4711").waitFor();
    await v.page.getByText("INTERNAL", { exact: true }).waitFor();
    await v.accessible();
    await v.picture("actions-error");
    await answer(403, "NO_PERMISSION");
    await v.page.getByRole("button", { name: "Try again" }).click();
    await v.page.getByText("You may not see this").waitFor();
    await v.page.getByRole("link", { name: "To my roles" }).waitFor();
    await v.accessible();
    await v.page.unrouteAll();
    await v.page.getByRole("button", { name: "Refresh" }).click();
    await v.page.getByText("6 actions").waitFor();
    await v.close();
  });

  test("an empty list says what to do next", async () => {
    const fresh = await Server.start();
    const v = await Visit.open(browser, fresh.url);
    await v.signIn(root.account, root.password);
    await v.page.goto("/actions");
    await v.page.getByText("No actions yet").waitFor();
    await v.accessible();
    await v.picture("actions-empty");
    await v.close();
    await fresh.stop();
  });

  test("a server that goes away is told, and the page goes on when it is back", async () => {
    const away = await Server.start();
    const v = await Visit.open(browser, away.url);
    await v.signIn(root.account, root.password);
    await v.page.goto("/actions");
    await v.page.getByText("No actions yet").waitFor();
    await away.halt();
    await v.page.getByRole("button", { name: "Refresh" }).first().click();
    await v.page.getByText("The server does not answer.").first().waitFor();
    await away.resume();
    await v.page.getByText("No actions yet").waitFor();
    await v.page.getByText("The server does not answer.").first().waitFor({ state: "hidden" });
    await v.close();
    await away.stop();
  });

  test("a session that ends under a half-filled form loses nothing", async () => {
    const v = await visit();
    await v.signIn(ann.account, ann.password);
    await v.page.goto("/account");
    await v.page.getByLabel("Name").fill("Ann M.");
    const token = await v.page.evaluate(() => localStorage.getItem("sequitur.token"));
    await server.ok(String(token), "auth:signOut", {});
    await pressUnder(v.page.getByRole("button", { name: "Save" }));
    const dialog = v.page.getByRole("dialog");
    await dialog.getByText("Your session has ended.").waitFor();
    await v.accessible();
    await v.picture("expired-wide-light-en");
    // Somebody else must not carry on what she began.
    await dialog.locator("#account").fill(root.account);
    await dialog.locator("#password").fill(root.password);
    await v.page.keyboard.press("Enter");
    await dialog.getByText("Sign in with the account that this page belongs to.").waitFor();
    await dialog.locator("#account").fill(ann.account);
    await dialog.locator("#password").fill(ann.password);
    await v.page.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    await v.page.getByText("Saved.").waitFor();
    expect(await v.page.getByLabel("Name").inputValue()).toBe("Ann M.");
    await v.page.getByRole("button", { name: "Your account: Ann M." }).waitFor();
    await v.close();
  });

  test("a session that is over at the start leads back to where one wanted to go", async () => {
    const v = await visit();
    await v.signIn(ann.account, ann.password);
    const token = await v.page.evaluate(() => localStorage.getItem("sequitur.token"));
    await server.ok(String(token), "auth:signOut", {});
    await v.page.goto("/actions?outcome=blocked");
    await v.page.getByText("Your session has ended. Sign in again to go on where you were.").waitFor();
    await v.page.locator("#account").fill(ann.account);
    await v.page.locator("#password").fill(ann.password);
    await v.page.keyboard.press("Enter");
    await v.page.getByText("1 action", { exact: true }).waitFor();
    await v.close();
  });

  test("the role is changed for this browser", async () => {
    const v = await visit();
    await v.signIn(ann.account, ann.password);
    await v.page.goto("/account");
    const asked = v.page.waitForRequest((r) => r.url().includes("roles:check") && r.headers()["x-role"] === "member");
    await v.page.getByRole("radio", { name: "member" }).check();
    await asked;
    await v.page.getByText("You now act in the role Member.").waitFor();
    await v.page.reload();
    expect(await v.page.getByRole("radio", { name: "member" }).isChecked()).toBe(true);
    await v.close();
  });

  test("a role that was taken away is given up without a word", async () => {
    const v = await visit();
    await v.signIn(ann.account, ann.password);
    await v.page.goto("/actions");
    await v.page.evaluate(() => localStorage.setItem("sequitur.role", "root"));
    await v.page.reload();
    await v.page.getByText("6 actions").waitFor();
    expect(await v.page.evaluate(() => localStorage.getItem("sequitur.role"))).toBe(null);
    await v.close();
  });

  test("the password is changed, with what is wrong at its field, and the session goes on", async () => {
    const boss = await server.signIn();
    await server.ok(boss, "users:create", { username: "bob", password: "bob-likes-Tea-9" });
    const v = await visit();
    await v.signIn("bob", "bob-likes-Tea-9");
    await v.page.goto("/account");
    const [old, fresh, again] = ["#oldPassword", "#newPassword", "#confirmPassword"].map((id) => v.page.locator(id));
    const change = v.page.getByRole("button", { name: "Change password" });
    await change.click();
    await v.page.getByText("Enter your current password.").waitFor();
    await old?.fill("wrong");
    await fresh?.fill("12345678");
    await again?.fill("1234");
    await change.click();
    await v.page.getByText("The two passwords are not the same.").waitFor();
    await again?.fill("12345678");
    await change.click();
    await v.page.getByText("Account or password is wrong.").waitFor();
    await old?.fill("bob-likes-Tea-9");
    await change.click();
    await v.page.getByText("This password is easy to guess.").waitFor();
    await fresh?.fill("bob-likes-Coffee-9");
    await again?.fill("bob-likes-Coffee-9");
    await change.click();
    await v.page.getByText("Your password is changed.").waitFor();
    await v.page.reload();
    await v.page.getByRole("heading", { name: "Account" }).waitFor();
    await v.close();
    expect(await server.signIn("bob", "bob-likes-Coffee-9")).not.toBe("");
  });

  test("the language goes with the account", async () => {
    const v = await visit();
    await v.signIn("bob", "bob-likes-Coffee-9");
    await v.page.goto("/account");
    await v.page.getByRole("combobox", { name: "Language" }).click();
    const told = v.page.waitForResponse((r) => r.url().includes("users:updateLang"));
    await v.page.getByTitle("Français").click();
    expect((await told).status()).toBe(200);
    await v.page.getByRole("heading", { name: "Compte" }).waitFor();
    await v.close();
    const elsewhere = await visit();
    await elsewhere.signIn("bob", "bob-likes-Coffee-9");
    await elsewhere.page.getByRole("heading", { name: "Applications" }).waitFor();
    await elsewhere.close();
  });

  test("signing out ends the session in every tab", async () => {
    const v = await visit();
    await v.signIn(ann.account, ann.password);
    const other = await v.page.context().newPage();
    await other.goto("/account");
    await other.getByRole("heading", { name: "Account" }).waitFor();
    await v.page.getByRole("button", { name: /^Your account/ }).click();
    await v.page.getByRole("menuitem", { name: "Sign out" }).click();
    await v.page.waitForURL("**/sign-in");
    await other.waitForURL("**/sign-in");
    await v.close();
  });

  test("by keyboard one reaches the content, the pages and an unknown address's way back", async () => {
    const v = await visit();
    await v.signIn(ann.account, ann.password);
    await v.page.goto("/actions");
    await v.page.reload();
    await v.page.getByText("6 actions").waitFor();
    await v.page.keyboard.press("Tab");
    expect(await v.page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
    await v.page.keyboard.press("Enter");
    expect(await v.page.evaluate(() => document.activeElement?.id)).toBe("content");
    await v.page.goto("/nowhere");
    await v.page.getByText("There is no such page").waitFor();
    await v.accessible();
    await v.page.getByRole("link", { name: "To the start page" }).click();
    await v.page.waitForURL("**/apps");
    await v.close();
  });
});
