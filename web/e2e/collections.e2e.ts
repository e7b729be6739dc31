import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, phone, Visit } from "./browser";
import { findChromium } from "./chromium";
import { trade } from "./collections-world";
import { root, Server } from "./server";

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? "");
const choose = async (page: Page, label: string, option: string) => {
  await page.getByRole("combobox", { name: label }).focus();
  await page.keyboard.type(option);
  await page.locator(`.ant-select-item-option[title="${option}"]:visible`).click();
};

describe.skipIf(!findChromium())("collections", () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), Server.start()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const signedIn = async (account = root.account, password = root.password, options = {}) => {
    const v = await Visit.open(browser, server.url, options);
    await v.signIn(account, password);
    return v;
  };

  test("a model is built from nothing: collections, fields, a relation that reads as a sentence", async () => {
    const v = await signedIn();
    const { page } = v;
    await page.getByRole("link", { name: "Collections" }).click();
    await page.getByText("No collections yet").waitFor();
    for (const [title, name] of [
      ["Customers", "customers"],
      ["Expense claims", "expenseClaims"],
    ] as const) {
      await page.goto("/collections");
      await page.getByRole("button", { name: "New collection" }).first().click();
      await page.getByLabel("Title", { exact: true }).fill(title);
      expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe(name);
      await page.getByRole("button", { name: "Create" }).click();
      await page.getByRole("heading", { name: title }).waitFor();
    }

    // What is missing is told at its place, and nothing typed is lost.
    await page.getByRole("button", { name: "Add field" }).click();
    await page.getByRole("button", { name: "Create field" }).click();
    await page.getByText("Enter a title.").waitFor();
    await page.getByLabel("Title", { exact: true }).fill("Name");
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("name2");
    await page.getByLabel("Name", { exact: true }).fill("name");
    await page.getByText("There is a field of this name already.").waitFor();

    // A choice with its values, then a relation.
    await page.getByLabel("Title", { exact: true }).fill("State");
    await page.getByLabel("Name", { exact: true }).fill("state");
    await choose(page, "Kind", "Choice");
    await page.getByRole("button", { name: "Add value" }).click();
    await page.getByLabel("Label of choice 1").fill("In review");
    expect(await page.getByLabel("Value of “In review”").inputValue()).toBe("inReview");
    await page.keyboard.press("Enter");
    await page.getByLabel("Label of choice 2").fill("Paid");
    await page.getByLabel("must have a value", { exact: true }).check();
    await page.getByRole("button", { name: "Create and add another" }).click();
    await page.getByText("The field “State” is there.").waitFor();

    // Whoever is quicker than the drawer is not disturbed.
    await page.getByLabel("Title", { exact: true }).fill("Customer");
    await choose(page, "Kind", "Belongs to one");
    await choose(page, "Collection on the other side", "Customers");
    await page.getByLabel("Title of the field in “Customers”").fill("Claims");
    await page.getByText("One customer has many claims.").waitFor();
    await page.getByRole("button", { name: "Create field" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.getByRole("row", { name: /Customer customer Belongs to one Customers/ }).waitFor();
    await page.getByRole("link", { name: "Customers" }).click();
    await page.getByRole("row", { name: /Claims claims Has many Expense claims/ }).waitFor();

    // An index over two fields; the diagram shows the relation, in words, too.
    await page.goto("/collections/expenseClaims?tab=settings");
    await choose(page, "Fields, in their order", "State");
    await choose(page, "Fields, in their order", "Name");
    await page.keyboard.press("Escape");
    await page.getByLabel("No two records may agree in all of them").check();
    await page.getByRole("button", { name: "Add index" }).click();
    await page.getByText("State + Name").waitFor();
    await page.goto("/collections/diagram");
    await page.getByRole("article", { name: "Expense claims" }).waitFor();
    await page.getByText("Text", { exact: true }).click();
    await page.getByText("One of Customers has many of Expense claims.").first().waitFor();
    await page.goBack();
    await page.getByRole("link", { name: "Expense claims" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/collections/expenseClaims");
    await v.close();
  });

  test("records are added, changed in place by keyboard, filtered and deleted in a grid", async () => {
    const boss = await server.signIn();
    await server.ok(boss, "collections:destroy?filterByTk=customers&cascade=true", {});
    await trade(server, boss);
    const v = await signedIn();
    const { page } = v;
    await page.goto("/collections/orders?tab=records");
    await page.getByText("6 records").waitFor();
    await page.getByRole("button", { name: "Number" }).click();
    await page.getByRole("columnheader", { name: "Number", exact: true }).waitFor();
    expect(await page.locator("th[aria-sort=ascending]").innerText()).toBe("Number");

    // From cell to cell with the arrows; Enter changes, Enter keeps, Escape leaves.
    await page.getByRole("checkbox", { name: "Choose 2026-001" }).focus();
    for (const key of ["ArrowDown", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    expect(await focused(page)).toBe("2026-002");
    await page.keyboard.press("Enter");
    await page.getByLabel("Number of 2026-002").fill("2026-001");
    await page.keyboard.press("Enter");
    await page.locator(".grid-said.collections-error").waitFor();
    await page.getByLabel("Number of 2026-002").fill("2026-200");
    await page.keyboard.press("Enter");
    await page.getByRole("gridcell", { name: "2026-200", exact: true }).waitFor();
    await expect.poll(() => focused(page)).toBe("2026-200");
    await page.keyboard.press("F2");
    await page.getByLabel("Number of 2026-200").fill("nonsense");
    await page.keyboard.press("Escape");
    await expect.poll(() => focused(page)).toBe("2026-200");

    // What somebody else changes meanwhile is not overwritten unseen.
    await page.keyboard.press("Enter");
    await page.getByLabel("Number of 2026-200").fill("2026-300");
    const [{ id } = { id: 0 }] = (await server.ok(
      boss,
      `orders:list?filter=${encodeURIComponent('{"number":"2026-200"}')}`,
    )) as unknown as { id: number }[];
    await server.ok(boss, `orders:update?filterByTk=${id}`, { number: "2026-250" });
    await page.getByText("Somebody else has just changed it to:").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("gridcell", { name: "2026-250", exact: true }).waitFor();

    // A new record in the form; its number is taken, and the form stays.
    await page.getByRole("button", { name: "Add record" }).click();
    await page.getByLabel("Number", { exact: true }).fill("2026-001");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.locator("[aria-invalid=true]").first().waitFor();
    await page.getByLabel("Number", { exact: true }).fill("2026-007");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("The record is added.").waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByText("7 records").waitFor();

    await page.getByRole("checkbox", { name: "Choose 2026-007" }).check();
    await page.getByRole("checkbox", { name: "Choose 2026-006" }).check();
    await page.getByRole("button", { name: "Delete 2 records" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("5 records", { exact: true }).waitFor();
    await page.goto(`/collections/orders?tab=records&filter=${encodeURIComponent('{"state":"sent"}')}`);
    await page.getByText("2 records").waitFor();
    await page.getByRole("button", { name: "Show all", exact: true }).click();
    await page.getByText("5 records").waitFor();

    // The columns are one's own choice, which stays.
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Total" }).uncheck();
    await page.getByRole("columnheader", { name: "Total" }).waitFor({ state: "detached" });
    await v.accessible();
    await page.goto("/collections/orders?tab=records");
    await page.getByRole("columnheader", { name: "State" }).waitFor();
    expect(await page.getByRole("columnheader", { name: "Total" }).count()).toBe(0);
    await v.close();
  });

  test("several records get the same values, all or none", async () => {
    const boss = await server.signIn();
    const v = await signedIn();
    const { page } = v;
    const dialog = page.getByRole("dialog");
    await page.goto(`/collections/orders?tab=records&filter=${encodeURIComponent('{"state":"new"}')}`);
    await page.getByText("2 records").waitFor();
    await page.getByRole("button", { name: "Change several" }).click();
    await dialog.getByText("All 2 records that fit the filter, on all pages").waitFor();
    expect(await dialog.getByRole("button", { name: "Change 2 records" }).isDisabled()).toBe(true);
    await choose(page, "Which field gets a value?", "Paid");
    await choose(page, "Another field", "State");
    await dialog.getByRole("combobox", { name: "State" }).click();
    await page.locator('.ant-select-item-option[title="Packed"]:visible').click();
    await v.accessible();
    await dialog.getByRole("button", { name: "Change 2 records" }).click();
    await page.getByText("2 records are changed.").waitFor();
    await page.getByText("Nothing found").waitFor();
    await page.getByRole("button", { name: "Show all", exact: true }).click();
    await page.getByText("5 records").waitFor();
    const packed = await server.ok(boss, `orders:list?filter=${encodeURIComponent('{"state":"packed","paid":false}')}`);
    expect(packed).toHaveLength(3);

    // What is refused is told at its field; what was typed stays, and nothing is changed.
    await page.goto("/collections/customers?tab=records");
    for (const name of ["Nadia Rossi", "Baker & Sons"])
      await page.getByRole("checkbox", { name: `Choose ${name}` }).check();
    await page.getByRole("button", { name: "Change 2 records" }).click();
    await dialog.getByText("The 2 chosen records").waitFor();
    await choose(page, "Which field gets a value?", "Name");
    await dialog.getByRole("button", { name: "Change 2 records" }).click();
    await dialog.getByText("Nothing was changed.").waitFor();
    await dialog.locator("[aria-invalid=true]").waitFor();
    await v.accessible();

    // One of them is gone meanwhile: that is told.
    const [{ id } = { id: 0 }] = (await server.ok(
      boss,
      `customers:list?filter=${encodeURIComponent('{"name":"Baker & Sons"}')}`,
    )) as unknown as { id: number }[];
    await server.ok(boss, `customers:destroy?filterByTk=${id}`, {});
    await dialog.getByLabel("Name", { exact: true }).fill("Rossi");
    await dialog.getByRole("button", { name: "Change 2 records" }).click();
    await dialog.getByText("1 record is changed.").waitFor();
    await dialog.getByText(/^1 other is gone/).waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("gridcell", { name: "Rossi", exact: true }).waitFor();
    await v.close();
  });

  test("what a change means is shown before, and its name is typed only where data is lost", async () => {
    const boss = await server.signIn();
    await server.workflow(boss, {
      key: "watch-total",
      title: "Watch the total",
      type: "collection",
      config: { collection: "orders", mode: 2, changed: ["total"] },
    });
    const [{ id } = { id: 0 }] = (await server.ok(boss, "orders:list?sort=number")) as unknown as { id: number }[];
    await server.ok(boss, `orders:update?filterByTk=${id}`, { total: "12.50" });
    await server.ok(boss, `orders:update?filterByTk=${id}`, { number: "2026-001" });
    const v = await signedIn();
    const { page } = v;
    await page.goto(`/collections/orders?tab=records&record=${id}`);
    await page.getByText("What happened").click();
    await page.getByRole("link", { name: "Watch the total" }).waitFor();
    await page.getByText("Watch the total: None of the fields that it watches was changed.").waitFor();
    const dialog = page.getByRole("dialog").last();
    await page.goto("/collections/orders?tab=fields&field=state");
    await page.getByRole("button", { name: "Remove “Sent”" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("2 records have a value that is no longer offered. They keep it.").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("The field “State” is saved.").waitFor();

    await page.getByRole("link", { name: "Total" }).click();
    await page.getByRole("button", { name: "Delete field" }).click();
    await dialog.getByText(/records lose their value/).waitFor();
    await dialog.getByRole("link", { name: "Watch the total" }).waitFor();
    expect(await dialog.getByRole("button", { name: "Delete field" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Type “total” to confirm").fill("total");
    await dialog.getByRole("button", { name: "Delete field" }).click();
    await page.getByText("The field “Total” is gone.").waitFor();

    await page.goto("/collections/orders?tab=fields&field=customer");
    await page.getByRole("button", { name: "Delete field" }).click();
    await dialog.getByText("The records on both sides stay").waitFor();
    await dialog.getByRole("button", { name: "Delete field" }).click();
    await page.getByText("The field “Customer” is gone.").waitFor();

    await page.goto("/collections/products?tab=settings");
    await page.getByRole("button", { name: "Delete collection" }).click();
    await dialog.getByText("2 records are deleted.").waitFor();
    await dialog.getByText("The relation “Products” of Orders goes, too.").waitFor();
    await dialog.getByLabel("Type “products” to confirm").fill("products");
    await dialog.getByRole("button", { name: "Delete collection" }).click();
    await page.waitForURL("**/collections");
    await page.getByText("The collection “Products” is gone.").waitFor();
    await v.close();
  });

  test("who may only read sees the records with all their fields, and nothing to change", async () => {
    const boss = await server.signIn();
    await server.ok(boss, "roles:create", { name: "reader", title: "Reader", strategy: { actions: ["view"] } });
    const eve = { username: "eve", nickname: "Eve", password: "eve-reads-Books-5", roles: ["reader"] };
    await server.ok(boss, "users:create", eve);
    const v = await signedIn("eve", eve.password, { viewport: phone });
    const { page } = v;
    await page.goto("/collections/orders");
    await page.getByText(/^\d records$/).waitFor();
    expect(await page.getByRole("button", { name: "Add record" }).count()).toBe(0);
    expect(await page.getByRole("checkbox").count()).toBe(0);
    await page.getByRole("button", { name: "Open 2026-001" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText("Last updated by").waitFor();
    expect(await drawer.getByRole("textbox").count()).toBe(0);
    await drawer.getByText("What happened").click();
    await drawer.getByText("No action yet").waitFor();
    expect(await drawer.getByRole("heading", { name: "Runs", exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("link", { name: "Fields" }).click();
    await page.getByText("Names the record").waitFor();
    expect(await page.getByRole("button", { name: "Add field" }).count()).toBe(0);
    await v.fits();
    await v.close();
  });
});
