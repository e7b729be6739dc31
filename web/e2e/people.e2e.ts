import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, Visit } from "./browser";
import { findChromium } from "./chromium";
import { makeClaims } from "./people-world";
import { root, Server } from "./server";

const eva = { account: "eva", password: "eva-likes-Tea-9" };
const max = { account: "max", password: "max-likes-Tea-9" };

describe.skipIf(!findChromium())("users, roles and settings", () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), Server.start()]);
    const boss = await server.signIn();
    await makeClaims(server, boss);
    await server.ok(boss, "users:create", { username: max.account, nickname: "Max", password: max.password });
    for (const title of ["Train", "Taxi"])
      await server.ok(boss, "claims:create", { title, amount: "10", state: "open" });
    await server.ok(boss, "claims:create", { title: "Hotel", amount: "90", state: "paid" });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const visit = async (who: { account: string; password: string } = root, options = {}) => {
    const v = await Visit.open(browser, server.url, options);
    await v.signIn(who.account, who.password);
    return v;
  };

  /** Chooses from the menu of a cell of the permissions. */
  const choose = async (page: Page, cell: RegExp, item: string) => {
    await page.getByRole("button", { name: cell }).click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  };

  test("a role with a row scope and a field list is made by the pages and felt by its user", async () => {
    const v = await visit();
    const { page } = v;
    await page.goto("/roles");
    await page.getByRole("button", { name: "New role" }).click();
    await page.getByRole("button", { name: "Create role" }).click();
    await page.getByText("Enter a name.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("Payer");
    await page.getByLabel("Description").fill("Pays what is open");
    await page.getByRole("button", { name: "Create role" }).click();
    await page.getByRole("heading", { name: "Payer", level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/roles/payer");

    await choose(page, /^Default, Add: No/, "Yes");
    await page.getByRole("button", { name: "Default, Add: Yes" }).waitFor();
    await page.getByRole("button", { name: "Claims, Add: Yes" }).waitFor();
    await choose(page, /^Claims, View: No/, "Limit…");
    const panel = page.getByRole("dialog");
    await panel.getByText("“Claims” gets rules of its own").waitFor();
    await panel.getByRole("radio", { name: "Records that meet a condition" }).check();
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.getByText("Give the condition a name.").waitFor();
    await panel.getByLabel("Name of the condition").fill("Open claims");
    await panel.getByRole("button", { name: "Add condition" }).click();
    await panel.getByRole("combobox", { name: "Field" }).click();
    await page.locator(".ant-select-item-option", { hasText: /^State$/ }).click();
    await panel.getByRole("textbox", { name: /State/ }).fill("open");
    await panel.getByRole("radio", { name: "Only these fields" }).check();
    await panel.getByRole("button", { name: "Select none" }).click();
    await panel.getByRole("checkbox", { name: "Title" }).check();
    await panel.getByRole("checkbox", { name: "State" }).check();
    await v.accessible("the panel of a permission");
    await panel.getByRole("button", { name: "Save" }).click();
    await panel.waitFor({ state: "detached" });
    const limited = page.getByRole("button", { name: "Claims, View: Limited" });
    await limited.waitFor();
    await expect.poll(() => limited.evaluate((e) => e === document.activeElement)).toBe(true);
    await page.getByRole("button", { name: "Claims, Add: Yes" }).waitFor(); // taken over from the default
    await choose(page, /^Claims, Add: Yes/, "No");
    await page.getByRole("button", { name: "Claims, Add: No" }).waitFor();

    await page.goto("/users");
    await page.getByRole("button", { name: "Add user" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Eva Roux");
    await page.getByRole("dialog").getByRole("button", { name: "Add user" }).click();
    await page.getByText("Enter a username or an e-mail address").waitFor();
    await page.getByLabel("Username").fill(eva.account);
    await page.getByLabel("Password").fill("12345678");
    await page.getByRole("checkbox", { name: "Payer" }).check();
    await page.getByRole("checkbox", { name: "Member" }).uncheck();
    await page.getByRole("dialog").getByRole("button", { name: "Add user" }).click();
    await page.getByText("This password is easy to guess.").waitFor();
    await page.getByLabel("Password").fill(eva.password);
    await page.getByRole("dialog").getByRole("button", { name: "Add user" }).click();
    await page.getByText("Eva Roux can sign in now.").waitFor();
    await page
      .getByRole("row", { name: /Eva Roux/ })
      .getByText("Payer")
      .waitFor();

    const token = await server.signIn(eva.account, eva.password);
    const seen = (await server.ok(token, "claims:list?sort=title")) as unknown as Record<string, unknown>[];
    expect(seen.map((r) => [r.title, r.state, r.amount])).toEqual([
      ["Taxi", "open", undefined],
      ["Train", "open", undefined],
    ]);
    expect((await server.call(token, "claims:create", { title: "x" })).status).toBe(403);

    await page.goto("/roles/payer?tab=why");
    await page.getByRole("combobox", { name: "Find a user" }).click();
    await page.locator(".ant-select-item-option", { hasText: "Eva Roux" }).click();
    const row = page.getByRole("row", { name: /Claims/ });
    await row.getByText("Payer: own rules · Open claims, 2 fields").waitFor();
    await row.getByText("No", { exact: true }).first().waitFor();

    await page.goto("/roles/payer?tab=data");
    await page.getByRole("button", { name: "Use the default for Claims" }).click();
    await page.getByRole("button", { name: "Claims, Add: Yes" }).waitFor();
    await expect.poll(async () => (await server.call(token, "claims:list")).status).toBe(403);
    await v.close();
  });

  test("of two who change a role the second is told, and nothing is overwritten", async () => {
    const boss = await server.signIn();
    await server.ok(boss, "roles:create", { name: "sorter", title: "Sorter", strategy: { actions: ["view"] } });
    const v = await visit();
    const { page } = v;
    const dialog = page.getByRole("dialog", { name: /^Somebody else changed/ });
    await page.goto("/roles/sorter");
    const name = page.getByLabel("Name", { exact: true });
    await name.fill("Sorters");
    await server.ok(boss, "roles:update?filterByTk=sorter", { title: "Sorting office" });
    await page.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("row", { name: "Name Sorters Sorting office" }).waitFor();
    await v.accessible("somebody else was quicker");
    await dialog.getByRole("button", { name: "Back" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await name.inputValue()).toBe("Sorters");
    await page.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("button", { name: "Keep mine" }).click();
    await page.getByText("Saved.").first().waitFor();
    expect((await server.ok(boss, "roles:get?filterByTk=sorter")).title).toBe("Sorters");

    // One part of the rules for a collection by one, the same and another by the other.
    await page.goto("/roles/sorter?tab=data");
    await choose(page, /^Claims, View: All/, "Limit…");
    const panel = page.getByRole("dialog");
    await panel.getByRole("radio", { name: "Only these fields" }).check();
    await panel.getByRole("button", { name: "Select none" }).click();
    await panel.getByRole("checkbox", { name: "Title" }).check();
    const rules = { name: "claims", usingActionsConfig: true, actions: [{ name: "create" }] };
    await server.ok(boss, "roles/sorter/dataSourceResources:create", rules);
    await panel.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("row", { name: "View Limited: 1 field No" }).waitFor();
    await dialog.getByRole("button", { name: "Take theirs" }).click();
    await page.getByRole("button", { name: "Claims, View: No" }).waitFor();
    await page.getByRole("button", { name: "Claims, Add: Yes" }).waitFor();
    await v.close();
  });

  test("what a role may do in the app is switched, and felt at once", async () => {
    const v = await visit();
    const boss = await server.signIn();
    await server.ok(boss, "roles:create", { name: "helper", title: "Helper", snippets: ["!ui.*", "!pm", "!pm.*"] });
    await server.ok(boss, "users:create", {
      username: "hal",
      nickname: "Hal",
      password: eva.password,
      roles: ["helper"],
    });
    await v.page.goto("/roles/helper?tab=app");
    await v.page.getByRole("switch", { name: "Manage users" }).click();
    await expect.poll(() => v.page.getByRole("switch", { name: "Manage users" }).isChecked()).toBe(true);
    const helper = await visit({ account: "hal", password: eva.password });
    await helper.page.getByRole("link", { name: "Users" }).click();
    await helper.page.getByRole("link", { name: "Max" }).click();
    // He cannot touch those who may more than he may.
    await helper.page.goto("/users");
    await helper.page.getByRole("link", { name: "Administrator" }).click();
    await helper.page.getByRole("button", { name: "Save profile" }).click();
    await helper.page.getByText("Your role may not do this.").waitFor();
    await helper.close();
    await v.close();
  });

  test("who has no permission is told so, and by whom it can be granted", async () => {
    const v = await visit(max);
    await v.page.getByRole("link", { name: "My recent actions" }).waitFor();
    expect(await v.page.getByRole("link", { name: "Users" }).count()).toBe(0);
    for (const path of ["/users", "/roles", "/roles/member", "/settings"]) {
      await v.page.goto(path);
      await v.page.getByRole("heading", { name: "You may not see this" }).waitFor();
      await v.page.getByText("An administrator can grant it").waitFor();
    }
    await v.accessible("no permission");
    await v.close();
  });

  test("the last owner stays owner, and nobody deletes himself", async () => {
    const v = await visit();
    await v.page.goto("/users");
    await v.page.getByRole("link", { name: "Administrator" }).click();
    const drawer = v.page.getByRole("dialog");
    const owner = drawer.getByRole("checkbox", { name: "Owner" });
    await drawer.getByText("Nobody else is owner.").waitFor();
    expect(await owner.isDisabled()).toBe(true);
    await drawer.getByText("Nobody deletes the account that he is signed in with.").waitFor();
    expect(await drawer.getByRole("button", { name: "Delete user" }).count()).toBe(0);
    await v.page.goto("/roles/root?tab=members");
    await v.page.getByText("Nobody else is owner.").waitFor();
    expect(await v.page.getByRole("button", { name: /^Take away the role/ }).count()).toBe(0);
    await v.close();
  });

  test("a user gets another usual role and a new password, and is deleted after a warning", async () => {
    const boss = await server.signIn();
    await server.ok(boss, "users:create", {
      username: "tom",
      nickname: "Tom",
      password: eva.password,
      roles: ["member"],
    });
    const v = await visit();
    const { page } = v;
    await page.goto("/users?find=tom");
    await page.getByRole("link", { name: "Tom" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("checkbox", { name: "Administrator" }).check();
    await drawer.getByRole("radio", { name: "Usual role: Administrator" }).check();
    await drawer.getByRole("button", { name: "Save roles" }).click();
    await drawer.getByText("The roles are saved").waitFor();
    await drawer.getByRole("button", { name: "Set a new password" }).click();
    await drawer.getByRole("button", { name: "Suggest one" }).click();
    const password = await drawer.getByLabel("New password").inputValue();
    expect(password).toHaveLength(19);
    await drawer.getByRole("button", { name: "Set a new password" }).click();
    await drawer.getByText("Tom signs in with the new password").waitFor();
    const check = await server.ok(await server.signIn("tom", password), "roles:check");
    expect(check.role).toBe("admin");
    await drawer.getByRole("button", { name: "Delete user" }).click();
    const ask = page.getByRole("dialog", { name: "Delete Tom?" });
    await ask.getByText("Records, actions and runs stay.").waitFor();
    await ask.getByRole("button", { name: "Delete user" }).click();
    await page.getByText("Tom is deleted.").waitFor();
    await page.getByRole("heading", { name: "Nobody found" }).waitFor();
    await v.close();
  });

  test("a time zone is kept with the account and counts for what is shown and asked", async () => {
    const v = await visit(max);
    const { page } = v;
    await page.goto("/account");
    const zone = page.getByRole("combobox", { name: "Time zone" });
    await zone.click();
    await page.keyboard.type("Martinique");
    const asked = page.waitForRequest((r) => r.headers()["x-timezone"] === "America/Martinique");
    await page.locator(".ant-select-item-option", { hasText: "America/Martinique" }).click();
    await asked;
    const now = new Intl.DateTimeFormat("en-US", { timeStyle: "short", timeZone: "America/Martinique" });
    const soon = [0, 60_000].map((ms) => now.format(Date.now() + ms).replaceAll("\u202f", " "));
    const shown = async () => (await page.getByText(/Now: /).innerText()).replaceAll("\u202f", " ");
    await expect.poll(async () => shown().then((text) => soon.some((time) => text.includes(time)))).toBe(true);
    await page.reload();
    await page.getByText("America/Martinique").waitFor();
    const user = await server.ok(await server.signIn(max.account, max.password), "auth:check");
    expect(user.systemSettings).toMatchObject({ timeZone: "America/Martinique" });
    await v.close();
  });

  test("settings count for everybody, in French as well", async () => {
    const v = await visit(root, { locale: "fr-FR" });
    const { page } = v;
    await page.goto("/roles");
    await page.getByRole("heading", { name: "Rôles et permissions" }).waitFor();
    await page.getByRole("link", { name: "Membre" }).click();
    await page.getByRole("link", { name: "Enregistrements" }).click();
    await page.getByRole("button", { name: /Par défaut, Voir\s: Les siens/ }).waitFor();
    await page.goto("/settings");
    await page.getByLabel("Nom du produit").fill("Maison Roux");
    await page.getByRole("switch", { name: "Permettre à chacun de changer son nom" }).click();
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByText("Enregistré.").waitFor();
    expect(await page.title()).toBe("Réglages · Maison Roux");
    const guest = await visit(max);
    await guest.page.getByRole("link", { name: "Maison Roux" }).waitFor();
    await guest.page.goto("/account");
    await guest.page.getByText("An administrator has switched off editing one's profile.").waitFor();
    await guest.close();

    await page.getByRole("switch", { name: "Permettre à chacun de créer son compte" }).click();
    await page.getByRole("checkbox", { name: "English" }).uncheck();
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByText("Enregistré.").waitFor();
    await v.close();
    const stranger = await Visit.open(browser, server.url); // whose browser asks for English
    await stranger.page.goto("/sign-in");
    await stranger.page.getByRole("link", { name: "Créer un compte" }).click();
    await stranger.page.getByLabel("Nom", { exact: true }).fill("Paul Blanc");
    await stranger.page.getByLabel("Adresse e-mail").fill("paul@example.com");
    await stranger.page.getByLabel("Mot de passe", { exact: true }).fill("paul-aime-Le-the-9");
    await stranger.accessible("creating an account");
    await stranger.page.getByRole("button", { name: "Créer le compte" }).click();
    await stranger.page.waitForURL((url) => url.pathname !== "/sign-in" && url.pathname !== "/");
    await stranger.page.getByRole("button", { name: /Paul Blanc/ }).waitFor();
    await stranger.close();
  });
});
