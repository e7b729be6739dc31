import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, phone, Visit } from "./browser";
import { findChromium } from "./chromium";
import { root, Server } from "./server";
import { bookkeeping, filter } from "./steps-world";

type Json = Record<string, unknown>;

describe.skipIf(!findChromium())("the settings of a step", () => {
  let browser: Browser;
  let server: Server;
  let token = "";
  let draft = 0;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), Server.start()]);
    token = await server.signIn();
    draft = await bookkeeping(server, token);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** Opens a step as somebody who is signed in. */
  async function open(step: string, options = {}): Promise<{ v: Visit; page: Page }> {
    const v = await Visit.open(browser, server.url, options);
    await v.signIn(root.account, root.password);
    await v.page.goto(`/workflows/${draft}?step=${step}`);
    await v.page.getByLabel(/^(Name of the step|Nom de l’étape)$/).waitFor();
    return { v, page: v.page };
  }

  /** A step as it is stored. */
  async function stored(key: string): Promise<{ id: number; title: string; config: Json }> {
    const [node] = (await server.ok(token, `flow_nodes:list?${filter({ workflowId: draft, key })}`)) as unknown as [
      { id: number; title: string; config: Json },
    ];
    return node;
  }

  const save = async (page: Page) => {
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Everything is saved").waitFor();
  };

  test("an expression is written by keyboard, with what it gives on a past run", async () => {
    const { v, page } = await open("tax");
    const expression = page.getByRole("textbox", { name: "Expression" });
    await expression.getByText("Record › Amount").waitFor();
    await page.getByText("In the chosen run: 360").waitFor();
    await expression.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("flo");
    await page.getByRole("option", { name: /^floor/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("{amount");
    await page.getByRole("option", { name: /Record › Amount/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type(" / 7");
    await page.getByText("The bracket ( has no counterpart.").waitFor();
    await page.keyboard.type(") *");
    await page.getByText(/it fails: The expression is not finished. \(SyntaxError: Unexpected end/).waitFor();
    await page.keyboard.type(" 2");
    await page.getByText("In the chosen run: 84").waitFor();
    await v.accessible();
    await save(page);
    const { config } = await stored("tax");
    expect(config).toEqual({ engine: "math.js", expression: "floor({{$context.data.amount}} / 7) * 2" });
    await page.getByRole("tab", { name: "Output" }).click();
    await page.getByText("Test this step").click();
    await page.getByLabel("Record › Amount").fill("70");
    await page.getByRole("button", { name: "Test now" }).click();
    await page.locator(".step-test-result").getByText("20", { exact: true }).waitFor();
    await v.accessible();
    await v.close();
  });

  test("the form of a step comes from the server; a variable is put in from the tree", async () => {
    const { v, page } = await open("book");
    const add = async (field: string) => {
      await page.getByRole("combobox", { name: "Add a field" }).click();
      await page
        .getByRole("option", { name: field, exact: true })
        .or(page.getByTitle(field, { exact: true }))
        .last()
        .click();
    };
    await add("Text");
    await page.getByRole("textbox", { name: "Text" }).click();
    await page.keyboard.type("Expense ");
    await page.getByRole("tab", { name: "Input" }).click();
    await page.getByRole("searchbox", { name: "Search variables" }).fill("purp");
    await page.getByRole("button", { name: /^Purpose/ }).click();
    await page.getByRole("textbox", { name: "Text" }).getByText("Record › Purpose").waitFor();
    await page.getByText('In the chosen run: "Expense Hotel"').waitFor();
    await add("Urgent");
    await page.getByRole("checkbox", { name: "Urgent" }).check();
    await add("Amount");
    await page.getByRole("button", { name: "Amount: use a variable" }).click();
    await page.getByRole("textbox", { name: "Amount" }).click();
    await page.keyboard.type("{tax");
    await page.getByRole("option", { name: /Amount with tax/ }).waitFor();
    await page.keyboard.press("Enter");
    await save(page);
    expect((await stored("book")).config).toEqual({
      collection: "bookings",
      params: {
        values: {
          text: "Expense {{$context.data.purpose}}",
          urgent: true,
          amount: "{{$jobsMapByNodeKey.tax}}",
        },
      },
    });
    await v.accessible();
    // What writes is not tried but told.
    await page.getByRole("tab", { name: "Output" }).click();
    await page.getByText("What would this step do?").click();
    await page.getByRole("button", { name: "Show what it would do" }).click();
    await page.getByText("Would add a record to “Bookings” with these values:").waitFor();
    await page.locator(".step-test-result").getByText('"Expense Hotel"').waitFor();
    await v.accessible();
    expect(await server.ok(token, "bookings:list")).toHaveLength(
      ((await server.ok(token, `executions:list?${filter({ key: "bookkeeping" })}`)) as unknown as Json[]).length,
    );
    await v.close();
  });

  test("comparisons and filters take constants and variables", async () => {
    const { v, page } = await open("large");
    await page.getByText("In the chosen run: true").waitFor();
    await page.getByRole("button", { name: "Add a condition" }).click();
    const third = page.getByRole("group", { name: "Condition 3" });
    await third.getByRole("textbox", { name: "Value to compare" }).click();
    await page.keyboard.type("{amount");
    await page.getByRole("option", { name: /Record › Amount/ }).waitFor();
    await page.keyboard.press("Enter");
    await third.getByRole("combobox", { name: "Comparison" }).click();
    await page.getByTitle("is less than", { exact: true }).last().click();
    await third.getByRole("textbox", { name: "Compared with" }).click();
    await page.keyboard.type("200");
    await page.getByText("In the chosen run: false").waitFor();
    await save(page);
    const { calculation } = (await stored("large")).config as { calculation: { group: { calculations: Json[] } } };
    expect(calculation.group.calculations[2]).toEqual({
      calculator: "lt",
      operands: ["{{$context.data.amount}}", 200],
    });
    await v.close();
  });

  test("what is not saved is asked about, and two who edit one step overwrite nothing", async () => {
    const { v, page } = await open("tax");
    const title = page.getByLabel("Name of the step");
    await title.fill("Mine");
    await page.getByRole("link", { name: "All workflows" }).click();
    const question = page.getByRole("dialog", { name: "Save the changes?" });
    await question.getByRole("button", { name: "Go on editing" }).click();
    await question.waitFor({ state: "hidden" });
    const { id } = await stored("tax");
    await server.ok(token, `flow_nodes:update?filterByTk=${id}`, { title: "Theirs" });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const conflict = page.getByRole("dialog", { name: "Somebody else changed this step" });
    await conflict.getByRole("row", { name: /Name of the step Mine Theirs/ }).waitFor();
    await v.accessible();
    expect((await stored("tax")).title).toBe("Theirs");
    await conflict.getByRole("button", { name: "Save mine" }).click();
    await page.getByText("Everything is saved").waitFor();
    expect((await stored("tax")).title).toBe("Mine");
    await v.close();
  });

  test("what the server refuses is shown at its setting, and nothing typed is lost", async () => {
    const { v, page } = await open("others");
    await page.getByRole("textbox", { name: "Page", exact: true }).click();
    await page.keyboard.type("0");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.locator('[data-path="params.page"] .setting-errors').waitFor();
    expect(await page.getByRole("textbox", { name: "Page", exact: true }).getAttribute("aria-invalid")).toBe("true");
    await page.getByRole("button", { name: "Discard changes" }).click();
    await page.getByText("Everything is saved").waitFor();
    await v.close();
  });

  test("a workflow is run by hand on a record, and the trigger tells its buttons", async () => {
    const v = await Visit.open(browser, server.url);
    await v.signIn(root.account, root.password);
    const { page } = v;
    await page.goto(`/workflows/${draft}?step=trigger`);
    await page.getByText("Buttons bound to it").waitFor();
    await page.getByText("Hand in", { exact: true }).waitFor();
    await v.accessible();
    await page.getByRole("button", { name: "Run by hand" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Run now" }).click();
    await dialog.getByText("This is needed to run it.").waitFor();
    await dialog.getByRole("combobox", { name: "Record" }).click();
    await page.getByTitle("Hotel", { exact: true }).last().click();
    await v.accessible();
    await dialog.getByRole("button", { name: "Run now" }).click();
    await page.getByRole("button", { name: "Show the run" }).click();
    await page.waitForURL("**/runs/*");
    await v.close();
  });

  test("of two who change how a workflow starts the second is told, and nothing is overwritten", async () => {
    const body = { type: "action", title: "Two", config: { collection: "expenses" } };
    const { id } = await server.ok(token, "workflows:create", body);
    const v = await Visit.open(browser, server.url);
    await v.signIn(root.account, root.password);
    const { page } = v;
    const config = async () => (await server.ok(token, `workflows:get?filterByTk=${id}`)).config;
    await page.goto(`/workflows/${id}?step=trigger`);
    const always = page.getByRole("radio", { name: "After every such action" });
    await page.getByText("After every such action", { exact: true }).click();
    await page.getByText("Not saved yet").waitFor();
    const theirs = { collection: "expenses", global: false, actions: ["update"] };
    await server.ok(token, `workflows:update?filterByTk=${id}`, { config: theirs });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: /changed how this workflow starts$/ });
    await dialog.getByText("update").waitFor();
    await v.accessible();
    expect(await config()).toEqual(theirs);
    await dialog.getByRole("button", { name: "Back to editing" }).click();
    await page.getByText("Not saved yet").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.getByRole("button", { name: "Take theirs" }).click();
    await page.getByText("Everything is saved").waitFor();
    expect(await always.isChecked()).toBe(false);
    expect(await config()).toEqual(theirs);
    await v.close();
  });

  test("it is usable in French, in the dark and on a phone", async () => {
    const { v, page } = await open("others", {
      locale: "fr-FR",
      colorScheme: "dark",
      viewport: phone,
      isMobile: true,
      hasTouch: true,
    });
    await page.locator(".setting-label", { hasText: "Quels enregistrements" }).waitFor();
    await page.getByText("Enregistrement › Purpose").waitFor();
    await v.fits();
    await v.accessible();
    await page.getByRole("tab", { name: "Entrée" }).click();
    await page.getByRole("button", { name: /^Purpose/ }).waitFor();
    await v.fits();
    await page.getByRole("tab", { name: "Sortie" }).click();
    await page.getByText("Ce que les étapes suivantes peuvent utiliser").waitFor();
    await v.accessible();
    await v.close();
  });
});
