import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, phone, Visit } from "./browser";
import { findChromium } from "./chromium";
import { root, Server } from "./server";

const owner = { name: "Ada Martin", email: "ada@example.com", password: "ada-likes-Tea-9" };

describe.skipIf(!findChromium())("the first run", () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), Server.start({ password: "" })]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const link = () => {
    const found = /Begin here: http:\/\/[^/]+(\/welcome#\S+)/.exec(server.printed)?.[1];
    if (!found) throw new Error(`no link in ${server.printed}`);
    return found;
  };

  test("the printed link leads to an owner, a sample application and a claim with what follows", async () => {
    const v = await Visit.open(browser, server.url);
    const { page } = v;
    await page.goto(link());
    await page.getByRole("heading", { name: "This server is yours" }).waitFor();
    await v.accessible();

    // Nothing, then a password that is too easy: each is told at its field, and nothing typed is lost.
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("Enter your name.").waitFor();
    await page.getByLabel("Your name").fill(owner.name);
    await page.getByLabel("E-mail address").fill(owner.email);
    await page.getByLabel("Password", { exact: true }).fill("password");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("This password is easy to guess").waitFor();
    expect(await page.getByLabel("Your name").inputValue()).toBe(owner.name);
    await page.getByLabel("Password", { exact: true }).fill(owner.password);
    await page.keyboard.press("Enter");

    await page.getByRole("heading", { name: "What do you want to begin with?" }).waitFor();
    expect(new URL(page.url()).hash).toBe("");
    await v.accessible();
    await page.getByRole("button", { name: "Install “Expense claims”" }).click();
    await page.waitForURL("**/apps/expenses/expenses-claims");
    await page.getByRole("heading", { name: "New claim" }).waitFor();

    // A claim without a receipt number is refused at the field.
    await page.getByLabel("What for").fill("Taxi");
    await page.getByLabel("Amount").fill("90");
    await page.getByLabel("Applicant").click();
    await page.locator(".ant-select-item-option", { hasText: "Ada Martin" }).click();
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await page.getByText("A claim needs a receipt number.").first().waitFor();
    expect(await page.getByLabel("What for").inputValue()).toBe("Taxi");

    // With one it is saved, thanked for, and what follows happens.
    await page.getByLabel("Receipt number").fill("R-77");
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await page.getByText(`Thank you, ${owner.name}: “Taxi” is on its way.`).first().waitFor();
    const token = await server.signIn(owner.email, owner.password);
    await expect
      .poll(async () => (await server.ok(token, "expense_claims:list?sort=-id&pageSize=1"))[0 as never])
      .toMatchObject({ title: "Taxi", status: "approved", category: "other" });
    await expect
      .poll(async () => JSON.stringify(await server.ok(token, "budget_warnings:list")))
      .toContain("Ada Martin has been paid 170 of 150.");
    await v.close();
  });

  test("the link works once; afterwards it says so, and the owner signs in", async () => {
    const v = await Visit.open(browser, server.url, { viewport: phone });
    await v.page.goto(link());
    await v.page.getByRole("heading", { name: "This link has been used" }).waitFor();
    await v.accessible();
    await v.fits();
    await v.page.getByRole("link", { name: "Sign in" }).click();
    await v.page.locator("#account").fill(owner.email);
    await v.page.locator("#password").fill(owner.password);
    await v.page.keyboard.press("Enter");
    await v.page.getByRole("heading", { name: "What do you want to begin with?" }).waitFor();
    await v.page.getByText("Installed").waitFor();
    await v.fits();
    await v.close();
  });

  test("who builds nothing has nothing to do there", async () => {
    const boss = await server.signIn(owner.email, owner.password);
    await server.ok(boss, "users:create", { username: "mia", password: "mia-likes-Tea-9", roles: ["member"] });
    const v = await Visit.open(browser, server.url, { locale: "fr-FR" });
    await v.page.goto("/welcome");
    await v.page.locator("#account").fill("mia");
    await v.page.locator("#password").fill("mia-likes-Tea-9");
    await v.page.keyboard.press("Enter");
    await v.page.getByRole("heading", { name: "Tout est en place" }).waitFor();
    await v.accessible();
    await v.close();
  });
});

describe.skipIf(!findChromium())("a server with a given password", () => {
  test("needs no link: after the sign-in a sample is installed in the language that is spoken", async () => {
    const [browser, server] = await Promise.all([launch(), Server.start()]);
    expect(server.printed).not.toContain("welcome");
    const boss = await server.signIn();
    await server.ok(boss, "collections:create", { name: "payments", fields: [{ name: "title", type: "string" }] });
    const v = await Visit.open(browser, server.url, { locale: "fr-FR", colorScheme: "dark" });
    await v.page.goto("/welcome");
    await v.page.locator("#account").fill(root.account);
    await v.page.locator("#password").fill(root.password);
    await v.page.keyboard.press("Enter");
    await v.page.getByRole("heading", { name: "Par quoi voulez-vous commencer" }).waitFor();
    // What belongs to somebody else stands in the way of one sample, and is named.
    await v.page.getByText("payments").waitFor();
    await v.accessible();
    await v.page.getByRole("button", { name: /Installer «\sCommandes et stock\s»/ }).click();
    await v.page.waitForURL("**/apps/orders/orders-orders");
    await v.page.getByRole("heading", { name: "Nouvelle commande" }).waitFor();
    await v.close();
    await browser.close();
    await server.stop();
  });
});
