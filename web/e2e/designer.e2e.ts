import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, phone, Visit } from "./browser";
import { findChromium } from "./chromium";
import { addPage, populateDesigner } from "./designer-world";
import { root, Server } from "./server";

describe.skipIf(!findChromium())("the designer", () => {
  let browser: Browser;
  let server: Server;
  let boss: string;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), Server.start()]);
    boss = await populateDesigner(server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function design(page: string, options = {}): Promise<Visit> {
    const v = await Visit.open(browser, server.url, options);
    await v.signIn(root.account, root.password);
    await v.page.goto(`/apps/shop/${page}/edit`);
    await v.page.locator(".designer").waitFor();
    return v;
  }
  const saved = (v: Visit) => v.page.getByText("Draft saved").waitFor();
  const draft = async (page: string) =>
    (await server.ok(boss, `pages:get?filterByTk=${page}&view=edit`)) as unknown as {
      draft: { blocks: { uid: string; type: string; title?: string; settings: { fields?: { name: string }[] } }[] };
      revision: number;
      title: string;
    };
  const names = (v: Visit) => v.page.locator(".frame-name").allInnerTexts();

  test("an empty page becomes one to work with in two clicks, and is published with a note", async () => {
    await addPage(server, boss, "fresh", "Fresh");
    const v = await design("fresh");
    await v.page.getByText("Nothing here yet").waitFor();
    await v.page.getByLabel("Or begin with a page that is ready to use, for").click();
    await v.page.getByTitle("Orders", { exact: true }).last().click();
    await v.page.getByRole("button", { name: "Make it", exact: true }).click();
    await expect.poll(() => names(v)).toEqual(["Table: Orders"]);
    await saved(v);
    await v.page.getByRole("button", { name: "Publish" }).click();
    await v.page.getByLabel("Note (optional)").fill("First of all");
    await v.page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
    await v.page.getByText("Version 1 is published", { exact: true }).first().waitFor();
    await v.page.getByRole("link", { name: "Back to the page" }).click();
    await v.page.getByRole("button", { name: "New" }).waitFor();
    await v.page.getByText("Paper").first().waitFor();
    await v.close();
  });

  test("by keyboard alone blocks, fields and buttons are added, moved, undone and saved", async () => {
    await addPage(server, boss, "keys", "Keys");
    const v = await design("keys");
    const press = async (...keys: string[]) => {
      for (const key of keys) await v.page.keyboard.press(key);
    };
    await v.page.getByRole("button", { name: "Text" }).focus();
    await press("Enter");
    await expect.poll(() => names(v)).toEqual(["Text"]);
    await v.page.getByRole("button", { name: "Table" }).focus();
    await press("Enter");
    const choice = v.page.getByRole("dialog").getByLabel("Records of");
    await choice.focus();
    await v.page.keyboard.type("Ord");
    await press("Enter");
    await v.page.getByRole("dialog").getByRole("button", { name: "Add" }).focus();
    await press("Enter");
    await expect.poll(() => names(v)).toEqual(["Text", "Table: Orders"]);
    await v.page.getByRole("article").getByRole("button", { name: "Move Table: Orders", exact: true }).focus();
    await press("ArrowUp");
    await expect.poll(() => names(v)).toEqual(["Table: Orders", "Text"]);
    const focused = () => v.page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    await expect.poll(focused).toBe("Move Table: Orders");
    await press("ArrowDown", "ArrowDown");
    await expect.poll(() => names(v)).toEqual(["Text", "Table: Orders"]);
    await press("Control+z");
    await expect.poll(() => names(v)).toEqual(["Table: Orders", "Text"]);
    await press("Control+Shift+Z");
    await expect.poll(() => names(v)).toEqual(["Text", "Table: Orders"]);

    const side = v.page.getByRole("complementary", { name: "Settings" });
    await v.page.getByRole("button", { name: "Settings of Table: Orders" }).focus();
    await press("Enter");
    await side.getByRole("button", { name: "Move Amount", exact: true }).focus();
    await press("Alt+ArrowUp");
    const fields = async () => (await draft("keys")).draft.blocks[1]?.settings.fields?.map((f) => f.name);
    await expect.poll(fields).toEqual(["amount", "title", "status", "client"]);
    // The other way to move: take it, move it, put it down.
    await side.getByRole("button", { name: "Move Status", exact: true }).focus();
    await press("Space");
    await v.page
      .getByText("Status is at place 3 of 4.")
      .or(v.page.getByText("Status is taken."))
      .first()
      .waitFor({ state: "attached" });
    // Where it can go is measured a moment after it was taken: a key that comes before that leads nowhere.
    const moved = v.page.getByText("Status is at place 2 of 4.");
    const up = async () => {
      await press("ArrowUp");
      return moved.waitFor({ state: "attached", timeout: 2000 }).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(up).toBe(true);
    await press("Space");
    await expect.poll(fields).toEqual(["amount", "status", "title", "client"]);

    await side.getByRole("button", { name: "Add a button" }).focus();
    await press("Enter");
    await v.page.getByRole("menuitem", { name: /^Delete/ }).waitFor();
    await v.page.getByRole("menuitem", { name: /^Delete/ }).focus();
    await press("Enter");
    await side.getByRole("heading", { name: "Delete: Delete" }).waitFor();
    await side.getByLabel("Question before it acts").fill("Really?");
    await saved(v);
    await v.page.reload();
    await side.getByLabel("Question before it acts").waitFor();
    expect(await side.getByLabel("Question before it acts").inputValue()).toBe("Really?");
    await v.accessible();
    await v.close();
  });

  test("blocks are dragged beside each other, and to a place where they are let go", async () => {
    await addPage(server, boss, "drag", "Drag", [
      { uid: "one", type: "markdown", title: "One", settings: { text: "1" } },
      { uid: "two", type: "markdown", title: "Two", settings: { text: "2" } },
    ]);
    const v = await design("drag");
    const drag = async (what: string, to: { x: number; y: number }) => {
      const box = await v.page.locator(what).boundingBox();
      if (!box) throw new Error(what);
      await v.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await v.page.mouse.down();
      await v.page.mouse.move(box.x + 30, box.y + 30, { steps: 3 });
      await v.page.mouse.move(to.x, to.y, { steps: 8 });
      await v.page.locator(".frame-zone-over").waitFor();
      await v.page.mouse.up();
    };
    const first = await v.page.locator(".frame").first().boundingBox();
    if (!first) throw new Error("no frame");
    await drag('[data-handle="two"]', { x: first.x + first.width - 8, y: first.y + first.height / 2 });
    await saved(v);
    await expect
      .poll(async () => (await draft("drag")).draft.blocks.map((b) => b.settings))
      .toMatchObject([{ layout: { row: 0, column: 0 } }, { layout: { row: 0, column: 1 } }]);
    const now = await v.page.locator(".frame").first().boundingBox();
    if (!now) throw new Error("no frame");
    await drag(".palette-entry:last-child", { x: now.x + now.width / 2, y: now.y - 6 });
    await expect.poll(() => names(v)).toEqual(["Text", "Text: One", "Text: Two"]);
    await v.close();
  });

  test("two people edit a page: the second one sees the difference, and nothing is lost", async () => {
    await addPage(server, boss, "both", "Both", [
      { uid: "left", type: "markdown", title: "Left", settings: { text: "a" } },
      { uid: "right", type: "markdown", title: "Right", settings: { text: "b" } },
    ]);
    const v = await design("both");
    const theirs = (await draft("both")).draft.blocks.map((b) => (b.uid === "right" ? { ...b, title: "Theirs" } : b));
    await server.ok(boss, "pages:update?filterByTk=both", { revision: 1, draft: { blocks: theirs } });
    await v.page.getByRole("button", { name: "Settings of Text: Left" }).click();
    await v.page.getByRole("complementary").getByLabel("Heading").fill("Mine");
    const told = v.page.getByRole("alert").filter({ hasText: "Somebody else changed this page" });
    await told.waitFor();
    await told.getByText("Theirs").first().waitFor();
    await told.getByText("Mine").first().waitFor();
    await v.accessible();
    expect((await draft("both")).revision).toBe(2);
    await told.getByRole("button", { name: "Put both together" }).click();
    await saved(v);
    await expect.poll(async () => (await draft("both")).draft.blocks.map((b) => b.title)).toEqual(["Mine", "Theirs"]);
    await v.close();
  });

  test("what a page refers to and what is gone is said at its place; the page opens, and is not published so", async () => {
    await addPage(server, boss, "broken", "Broken", [
      {
        uid: "lost",
        type: "table",
        collection: "orders",
        settings: { fields: [{ name: "title" }, { name: "vanished" }] },
      },
      { uid: "gone", type: "list", collection: "nowhere", settings: { fields: [] } },
    ]);
    const v = await design("broken");
    await v.page.getByRole("button", { name: "2 problems" }).click();
    await v.page.getByRole("button", { name: /vanished/ }).click();
    await v.page.getByRole("complementary").getByRole("heading", { name: "Field: vanished" }).waitFor();
    await v.page.getByRole("button", { name: "Publish" }).click();
    await v.page.getByText("2 problems have to be solved first:").waitFor();
    expect(await v.page.getByRole("dialog").getByRole("button", { name: "Publish" }).isDisabled()).toBe(true);
    await v.page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await v.page.getByRole("button", { name: "Remove field" }).click();
    await v.page.getByRole("button", { name: "Remove List: nowhere" }).first().click();
    await saved(v);
    await v.page.getByRole("button", { name: "Publish" }).click();
    await v.page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
    await v.page.getByText("Version 1 is published", { exact: true }).first().waitFor();
    await v.close();
  });

  test("workflows are bound in order, with a related record; those that cannot be are explained", async () => {
    const v = await design("orders");
    await v.page.goto("/apps/shop/orders/edit?in=order-new&at=order-send");
    await v.page.getByRole("button", { name: "Bind workflows" }).click();
    const dialog = v.page.getByRole("dialog");
    for (const name of ["Write the invoice", "Thank at once", "Check the stock", "Greet the client"]) {
      await dialog.getByRole("button", { name: `Bind ${name}` }).click();
    }
    await dialog.getByText("3 other workflows").click();
    await dialog.getByText("It is switched off. Publish it, then it can be bound.").waitFor();
    await dialog.getByText("It is global: it starts by itself after every such action.").waitFor();
    await dialog.getByText("Its trigger (Collection event) does not fit this button.").waitFor();
    await dialog.getByRole("button", { name: "Move Greet the client", exact: true }).focus();
    await v.page.keyboard.press("Alt+ArrowUp");
    const picture = dialog.locator(".order-moment");
    await expect.poll(() => picture.nth(0).innerText()).toContain("Check the stock");
    await expect.poll(() => picture.nth(2).innerText()).toContain("Thank at once");
    expect(await picture.nth(3).innerText()).toMatch(
      /Count the orders[\s\S]*Write the invoice[\s\S]*Greet the client[\s\S]*Keep the journal/,
    );
    await v.accessible();
    await dialog.getByRole("button", { name: "Done" }).click();
    await saved(v);
    await v.page.getByRole("button", { name: "Publish" }).click();
    await v.page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
    await v.page.getByText("Version 1 is published", { exact: true }).first().waitFor();
    const button = (await server.ok(boss, "buttons:get?filterByTk=order-send")) as { bindings?: unknown };
    expect(button.bindings).toEqual([
      { key: "invoice" },
      { key: "thank" },
      { key: "greet", path: "client" },
      { key: "stock" },
    ]);
    await v.close();
  });

  test("a workflow that is made for a button is bound to it when one comes back", async () => {
    const v = await design("orders");
    await v.page.goto("/apps/shop/orders/edit?at=order-ship&bind=true");
    const dialog = v.page.getByRole("dialog");
    const make = async (title: string) => {
      await dialog.getByRole("button", { name: "New workflow for this button" }).click();
      await dialog.getByLabel("Title").fill(title);
      await dialog.getByRole("button", { name: "Create and add steps" }).click();
    };
    await make("Tell the carrier");
    await v.page.waitForURL(/\/workflows\/\d+/);
    await v.page.locator("#trigger").waitFor();
    await v.page.goBack();
    await dialog.getByText("Tell the carrier").first().waitFor();
    await dialog.getByText("It is switched off. It starts as soon as it is published.").waitFor();

    // In the very moment in which the new one opens.
    await v.page.evaluate(() => {
      const push = window.history.pushState;
      window.history.pushState = function (...to) {
        push.apply(this, to);
        if (!String(to[2]).includes("/workflows/")) return;
        window.history.pushState = push;
        setTimeout(() => window.history.back());
      };
    });
    await make("Write the label");
    await dialog.getByText("Write the label").first().waitFor();
    await dialog.getByText("Tell the carrier").first().waitFor();
    expect(await dialog.getByText("It is switched off. It starts as soon as it is published.").count()).toBe(2);
    const bound = async () => JSON.stringify((await draft("orders")).draft).match(/"bindings":\[[^\]]*\]/g);
    await expect.poll(async () => (await bound())?.some((b) => b.split('"key"').length === 3)).toBe(true);
    await v.close();
  });

  test("an older version comes back as the draft; the preview shows a role's page at the width of a phone", async () => {
    await addPage(server, boss, "old", "Old", [
      { uid: "all", type: "markdown", title: "For all", settings: { text: "1" } },
      { uid: "few", type: "markdown", title: "For few", roles: ["root"], settings: { text: "2" } },
    ]);
    await server.ok(boss, "pages:publish?filterByTk=old", { revision: 1, note: "good" });
    await server.ok(boss, "pages:update?filterByTk=old", { revision: 1, draft: { blocks: [] } });
    const v = await design("old");
    await v.page.getByRole("button", { name: "Versions" }).click();
    await v.page.getByRole("button", { name: "Compare with the draft" }).click();
    await v.page.locator(".change-list li").first().waitFor();
    await v.page.getByRole("button", { name: "Roll back" }).click();
    await expect.poll(() => names(v)).toEqual(["Text: For all", "Text: For few"]);
    await v.page.getByRole("button", { name: "Preview" }).click();
    await v.page.getByRole("heading", { name: "For few" }).waitFor();
    await v.page.getByLabel("As", { exact: true }).click();
    await v.page.getByTitle("Member", { exact: true }).click();
    await v.page.getByRole("heading", { name: "For few" }).waitFor({ state: "detached" });
    await v.page.getByRole("heading", { name: "For all" }).waitFor();
    await v.page.getByText("Phone", { exact: true }).click();
    await v.page.locator(".preview-phone").waitFor();
    await v.accessible();
    await v.close();
  });

  test("the menu gets a group, a ready page and another order", async () => {
    await server.ok(boss, "applications:create", { key: "desk", title: "Desk" });
    await server.ok(boss, "pages:create", { uid: "desk-one", applicationKey: "desk", title: "One" });
    await server.ok(boss, "menuEntries:create", { applicationKey: "desk", type: "page", pageUid: "desk-one" });
    const v = await Visit.open(browser, server.url);
    await v.signIn(root.account, root.password);
    await v.page.goto("/apps/desk/desk-one");
    await v.page.getByRole("button", { name: "Edit the menu" }).click();
    const dialog = (name: string) => v.page.getByRole("dialog", { name });
    await dialog("Menu").getByRole("button", { name: "New group" }).click();
    await dialog("New group").getByLabel("Name").fill("Work");
    await dialog("New group").getByRole("button", { name: "Save" }).click();
    await dialog("Menu").getByRole("button", { name: "New page" }).click();
    await dialog("New page").getByLabel("For the records of").click();
    await v.page.getByTitle("Clients", { exact: true }).last().click();
    await dialog("New page").getByRole("button", { name: "Create" }).click();
    await dialog("Menu").getByRole("button", { name: "Move Clients", exact: true }).focus();
    await v.page.keyboard.press("Alt+ArrowUp");
    const titles = () => dialog("Menu").locator(".line-open > span:first-child").allInnerTexts();
    await expect.poll(titles).toEqual(["One", "Clients", "Work"]);
    await v.accessible();
    await dialog("Menu").getByRole("button", { name: "Remove Work" }).click();
    await dialog("Remove Work from the menu?").getByRole("button", { name: "Remove" }).click();
    await expect.poll(titles).toEqual(["One", "Clients"]);
    await dialog("Menu").getByRole("button", { name: "Close" }).last().click();
    await v.page.getByRole("link", { name: "Clients" }).click();
    await v.page.getByText("Durand").first().waitFor();
    await v.page.goto("/apps");
    await v.page.getByRole("button", { name: "Arrange" }).click();
    await dialog("Order of the applications").getByRole("button", { name: "Move Desk", exact: true }).focus();
    await v.page.keyboard.press("Alt+ArrowUp");
    const order = () => v.page.locator(".home-card h2").allInnerTexts();
    await expect.poll(order).toEqual(["Desk", "Shop"]);
    await v.close();
  });

  test("on a phone the settings open from below, in French", async () => {
    const v = await design("orders", { viewport: phone, locale: "fr-FR" });
    await v.fits();
    await v.page
      .getByRole("button", { name: "Réglages de Tableau : All orders" })
      .click({ position: { x: 20, y: 200 } });
    await v.page.getByRole("dialog").getByRole("heading", { name: "Champs" }).waitFor();
    await v.fits();
    await v.accessible();
    await v.close();
  });
});
