import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, Visit } from "./browser";
import { findChromium } from "./chromium";
import { root, Server } from "./server";
import { populateWorkflows } from "./workflows-world";

describe.skipIf(!findChromium())("workflows", () => {
  let browser: Browser;
  let server: Server;
  let boss: string;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), Server.start()]);
    await populateWorkflows(server);
    boss = await server.signIn();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function visit(path: string, options = {}): Promise<Visit> {
    const v = await Visit.open(browser, server.url, options);
    await v.signIn(root.account, root.password);
    await v.page.goto(path);
    return v;
  }

  const soon = <T>(look: () => Promise<T>) => expect.poll(look);
  const titles = (page: Page) => page.locator("tbody .workflows-title").allInnerTexts();
  const row = (page: Page, title: string) => page.locator("tbody tr", { hasText: title });
  const select = async (page: Page, label: string, option: string) => {
    await page.getByLabel(label).click();
    await page.keyboard.type(option);
    await page.locator(".ant-select-item-option:visible", { hasText: option }).first().click();
  };

  test("the list says what sets each off, is narrowed by its address, and switches in place", async () => {
    const v = await visit("/workflows");
    const { page } = v;
    await soon(() => titles(page)).toEqual([
      "Call the guest",
      "Check a visit",
      "Clean a room",
      "Pay for a visit",
      "Tell the reception",
    ]);
    await page.getByText("When Badge of Visits changes, whoever did it").waitFor();
    await page.getByText("Before every action on Visits: Create").waitFor();
    await row(page, "Pay for a visit").getByText("Draft changes").waitFor();
    await row(page, "Tell the reception").getByText("1 problem").waitFor();
    await row(page, "Pay for a visit").getByText("1 run · 0% failed", { exact: false }).waitFor();

    await page.getByRole("button", { name: "Money" }).click();
    await soon(() => titles(page)).toEqual(["Pay for a visit"]);
    expect(page.url()).toMatch(/category=\d+/);
    await page.getByRole("button", { name: "All", exact: true }).click();
    await page.getByLabel("Find by title").fill("tell");
    await soon(() => titles(page)).toEqual(["Tell the reception"]);
    await page.reload();
    await soon(() => titles(page)).toEqual(["Tell the reception"]);
    await page.goto("/workflows?node=output&state=draft");
    await soon(() => titles(page)).toEqual(["Pay for a visit"]);
    await page.goto("/workflows?type=collection&state=on");
    await page.getByRole("heading", { name: "No workflow fits" }).waitFor();
    await page.getByRole("button", { name: "Show all" }).click();

    // What cannot run is refused in its place; another one goes off.
    await page.getByRole("switch", { name: "“Clean a room” is on" }).click();
    await row(page, "Clean a room").locator(".ant-alert").waitFor();
    expect(await page.getByRole("switch", { name: "“Clean a room” is on" }).isChecked()).toBe(false);
    await page.getByRole("switch", { name: "“Check a visit” is on" }).click();
    await soon(() => page.getByRole("switch", { name: "“Check a visit” is on" }).isChecked()).toBe(false);
    await v.accessible();
    await v.close();
  });

  test("a workflow is renamed, duplicated, sorted and deleted with what uses it", async () => {
    const v = await visit("/workflows");
    const { page } = v;
    const act = async (title: string, name: string) => {
      await page.getByRole("button", { name: `More about “${title}”` }).click();
      await page.getByRole("menuitem", { name, exact: true }).click();
    };
    await act("Check a visit", "Duplicate");
    await page.getByRole("dialog").getByLabel("Title").fill("Check twice");
    await page.keyboard.press("Enter");
    await soon(() => titles(page)).toContain("Check twice");
    await act("Check twice", "Rename");
    await page.getByRole("dialog").getByLabel("Title").fill("Check again");
    await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
    await soon(() => titles(page)).toContain("Check again");

    await page.getByRole("button", { name: "Edit categories" }).click();
    await page.getByRole("button", { name: "Add a category" }).click();
    await page.getByLabel("Name of the category").last().fill("Doors");
    await v.accessible();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Doors" }).waitFor();
    await act("Check again", "Categories");
    await page.getByRole("dialog").getByLabel("Doors").check();
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await row(page, "Check again").locator(".tag", { hasText: "Doors" }).waitFor();

    await act("Pay for a visit", "Delete");
    await page.getByText("1 button is bound to it:").waitFor();
    await page.getByRole("dialog").getByText("Arrive").waitFor();
    await v.accessible();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await soon(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
      "More about “Pay for a visit”",
    );
    await act("Check again", "Delete");
    await page.getByText("No button is bound to it.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await soon(() => titles(page)).not.toContain("Check again");
    await v.close();
  });

  test("a recipe makes a workflow that works: a visit without a guest is refused", async () => {
    const v = await visit("/workflows/new");
    const { page } = v;
    await page.getByRole("button", { name: /Refuse a record with a message/ }).click();
    await page.getByRole("button", { name: "Create the workflow" }).click();
    await page.getByText("This answer is missing.").first().waitFor();
    await select(page, "In which collection?", "Visits");
    await select(page, "Which field must be filled in?", "Guest");
    await page.getByLabel("What does the person read at the field?").fill("Who is it?");
    await v.accessible();
    await page.getByRole("button", { name: "Create the workflow" }).click();
    await page.waitForURL(/\/workflows\/\d+$/);
    const refused = await server.call(boss, "visits:create", { guest: "", cost: 1 });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([{ code: "PRE_ACTION_BLOCKED", field: "guest", message: "Who is it?" }]);
    await v.close();
  });

  test("two questions lead to the kind that fits, and an empty workflow begins with its trigger", async () => {
    const v = await visit("/workflows/new?way=empty");
    const { page } = v;
    await page.getByLabel(/Somebody takes an action/).check();
    await page.getByLabel(/After the action has succeeded/).check();
    await page.getByText("What fits: Post-action event").waitFor();
    await v.accessible();
    await page.getByRole("button", { name: "Create and add steps" }).click();
    await page.getByText("Enter a title.").waitFor();
    await page.getByLabel("Title").fill("Say goodbye");
    await select(page, "Collection", "Visits");
    await page.getByRole("button", { name: "Create and add steps" }).click();
    await page.waitForURL(/\/workflows\/\d+$/);
    const id = page.url().split("/").pop();
    expect(await server.ok(boss, `workflows:get?filterByTk=${id}`)).toMatchObject({
      title: "Say goodbye",
      type: "action",
      enabled: false,
      sync: false,
      config: { collection: "visits" },
    });
    await v.close();
  });

  test("for a button only what fits it is offered, and the workflow is bound to it", async () => {
    const v = await visit("/workflows/new?way=button");
    const { page } = v;
    await page.getByRole("button", { name: /Arrive/ }).click();
    await page.getByText("For the button “Arrive”").waitFor();
    expect(await page.getByRole("button", { name: /Run when somebody presses a button/ }).count()).toBe(0);
    await page.getByRole("button", { name: /Answer with a message/ }).click();
    await page.getByLabel("What does the person read?").fill("Welcome.");
    await page.getByRole("button", { name: "Create the workflow" }).click();
    await page.getByText("The workflow is bound to “Arrive”.").waitFor();
    const arrived = await server.call(boss, "visits:create?button=visit-come", { guest: "Bob" });
    expect(arrived.body.messages).toEqual([{ message: "Welcome." }]);
    await v.close();
  });
});
