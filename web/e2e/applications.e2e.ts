import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eve, makeDesk } from "./applications-world";
import { launch, phone, pressUnder, Visit } from "./browser";
import { findChromium } from "./chromium";
import { root, Server } from "./server";

describe.skipIf(!findChromium())("applications in use", () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), Server.start()]);
    await makeDesk(server);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const enter = async (path: string, who: { account: string; password: string } = root, options = {}) => {
    const v = await Visit.open(browser, server.url, options);
    await v.signIn(who.account, who.password);
    await v.page.goto(path);
    return v;
  };
  const block = (v: Visit, name: string) => v.page.getByRole("region", { name, exact: true });
  const tasks = async (filter: object) => {
    const boss = await server.signIn();
    return (await server.ok(
      boss,
      `desk_tasks:list?filter=${encodeURIComponent(JSON.stringify(filter))}`,
    )) as unknown as {
      title: string;
      state: string;
    }[];
  };
  const focused = (place: Locator) => expect.poll(() => place.evaluate((e) => e === document.activeElement)).toBe(true);

  test("the first page shows the applications; a new one leads on to its first page", async () => {
    const v = await enter("/apps");
    await v.page.getByRole("heading", { name: "Applications" }).waitFor();
    await v.page.getByRole("link", { name: "Desk", exact: true }).click();
    await v.page.waitForURL("**/apps/desk/desk-tasks");
    await v.page.getByRole("heading", { name: "Tasks", level: 1 }).waitFor();
    await v.page.getByRole("navigation", { name: "Pages of Desk" }).getByRole("link", { name: "More" }).click();
    await v.page.waitForURL("**/apps/desk/desk-more");
    await v.page.goto("/apps");
    await v.page.getByRole("button", { name: "New application" }).click();
    await v.page.getByRole("button", { name: "Create" }).click();
    await v.page.getByText("Give the application a name.").waitFor();
    await v.page.getByLabel("Name").fill("Garden");
    await v.page.getByRole("button", { name: "Create" }).click();
    await v.page.getByLabel("Name of the page").fill("Plants");
    await v.page.getByRole("button", { name: "Add a page" }).click();
    await v.page.waitForURL("**/apps/*/*/edit");
    await v.page.goto("/apps");
    await v.page.getByRole("link", { name: "Garden", exact: true }).click();
    await v.page.getByText("It is not published yet").waitFor();
    await v.page.goto("/apps");
    await v.page.getByRole("link", { name: "Change “Garden”" }).click();
    await v.page.getByRole("button", { name: "Delete the application" }).click();
    await v.page.getByRole("dialog").last().getByRole("button", { name: "Delete the application" }).click();
    await v.page.getByRole("link", { name: "Garden", exact: true }).waitFor({ state: "detached" });
    await v.close();
  });

  test("a form says at the field what is missing and what a workflow refuses, then saves once and tells what follows", async () => {
    const v = await enter("/apps/desk/desk-tasks");
    const form = block(v, "New task");
    const add = form.getByRole("button", { name: "Add task", exact: true });
    await add.click();
    await form.getByText("Title is required.").waitFor();
    await focused(form.getByLabel("Title"));
    await form.getByLabel("Title").fill("Paint the wall");
    await form.getByLabel("Hours").fill("99");
    await add.click();
    await form.getByText("99 hours are too many.").waitFor();
    await form.getByText("Nothing was saved: a workflow refused it.").last().waitFor();
    await focused(form.getByLabel("Hours"));
    expect(await form.getByLabel("Title").inputValue()).toBe("Paint the wall");
    expect(await tasks({ title: "Paint the wall" })).toHaveLength(0);
    await v.accessible("blocked");
    await form.getByLabel("Hours").fill("3");
    await form.getByLabel("Due").fill("2026-12-24");
    await form.getByLabel("Owner").fill("person 2");
    await v.page.getByTitle("Person 21").click();
    await form.getByLabel("Urgent").check();
    await add.dblclick();
    await form.getByText("Saved.").last().waitFor();
    await form.getByText("Note it").waitFor();
    await form.getByText("Write a note").waitFor();
    expect(await form.getByLabel("Title").inputValue()).toBe("");
    await block(v, "Tasks")
      .getByRole("row", { name: /Paint the wall.*Person 21/ })
      .waitFor();
    expect(await tasks({ title: "Paint the wall" })).toHaveLength(1);
    await form.getByRole("link", { name: "All details" }).click();
    await v.page.waitForURL("**/receipts/*");
    await v.close();
  });

  test("saved, but a follow-up failed: said so, with what it says, and retried by whoever may", async () => {
    const v = await enter("/apps/desk/desk-tasks");
    const form = block(v, "New task");
    await form.getByLabel("Title").fill("Ring the office");
    await form.getByRole("button", { name: "Add and tell", exact: true }).click();
    await form.getByText("Saved, but a workflow that follows failed.").last().waitFor();
    await form.getByText("The office is closed.").first().waitFor();
    const retry = form.getByRole("button", { name: /^Retry/ });
    await retry.waitFor();
    await v.accessible("failed after save");
    await retry.click();
    await form.getByText("2 attempts").waitFor();
    expect(await tasks({ title: "Ring the office" })).toHaveLength(1);
    // A button without a workflow triggers nothing.
    await form.getByLabel("Title").fill("Just so");
    await form.getByRole("button", { name: "Just add", exact: true }).click();
    await form.getByText("Just add", { exact: true }).nth(1).waitFor();
    await block(v, "Tasks")
      .getByRole("row", { name: /Just so/ })
      .waitFor();
    await v.close();
  });

  test("a table is sorted, filtered and edited where it stands, and its address keeps how it is looked at", async () => {
    const v = await enter("/apps/desk/desk-tasks");
    const table = block(v, "Tasks");
    const titles = () => table.locator("tbody td:first-of-type + td").allInnerTexts();
    await table.getByRole("button", { name: "Hours sort" }).click();
    await v.page.waitForURL(/sort/);
    await table.getByRole("button", { name: "Hours sort" }).click();
    await expect.poll(async () => (await titles())[0]).toContain("Water the plants");
    await table.getByRole("button", { name: "Filter" }).click();
    await table.getByRole("button", { name: "Add condition" }).click();
    await table.getByRole("textbox", { name: "Value for Title" }).fill("the");
    await table.getByRole("button", { name: "Apply" }).click();
    await table.getByRole("button", { name: "Filter: 1 condition" }).waitFor();
    await expect.poll(titles).not.toContain("Order paper");
    await v.page.reload();
    await table.getByRole("button", { name: "Filter: 1 condition" }).waitFor();
    await expect.poll(async () => (await titles())[0]).toContain("Water the plants");
    await table.getByRole("button", { name: /^Edit Title of Call the bank/ }).click();
    const cell = table.getByRole("textbox", { name: "Edit Title of Call the bank" });
    await cell.fill("");
    await v.page.keyboard.press("Enter");
    await table.getByText("Title is required.").waitFor();
    await cell.fill("Call the big bank");
    await v.page.keyboard.press("Enter");
    await focused(table.getByRole("button", { name: /^Edit Title of Call the big bank/ }));
    expect(await tasks({ title: "Call the big bank" })).toHaveLength(1);
    await v.accessible("table");
    await v.close();
  });

  test("chosen records are changed and deleted together, after a question", async () => {
    const v = await enter("/apps/desk/desk-tasks");
    const table = block(v, "Tasks");
    for (const name of ["Book the room", "Order paper"])
      await table.getByRole("checkbox", { name: `Choose ${name}` }).check();
    await table.getByText("2 chosen").waitFor();
    await table.getByRole("button", { name: "Mark as done" }).click();
    await expect
      .poll(async () => (await tasks({ state: "done" })).map((t) => t.title).sort())
      .toEqual(["Book the room", "Order paper"]);
    await table.getByText("2 chosen").waitFor({ state: "hidden" });
    await table.getByRole("checkbox", { name: "Choose Order paper" }).check();
    await table.getByRole("button", { name: "Change several" }).click();
    const dialog = v.page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Choose a field to change" }).click();
    await v.page.getByTitle("Hours", { exact: true }).click();
    await dialog.getByLabel("Hours", { exact: true }).fill("7");
    await dialog.getByRole("button", { name: "Change 1 record" }).click();
    await expect.poll(() => tasks({ hours: 7 })).toHaveLength(1);
    await table.getByText("1 chosen").waitFor({ state: "hidden" });
    await table.getByRole("checkbox", { name: "Choose Order paper" }).check();
    await table.getByRole("button", { name: "Delete", exact: true }).click();
    await v.page.getByText("Delete this record? This cannot be undone.").waitFor();
    await v.page.keyboard.press("Escape");
    await table.getByRole("button", { name: "Delete", exact: true }).click();
    await v.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await table.getByText("Deleted.").last().waitFor();
    expect(await tasks({ title: "Order paper" })).toHaveLength(0);
    await v.close();
  });

  test("a pop-up is about its record: edited, related records added, a workflow started", async () => {
    const v = await enter("/apps/desk/desk-tasks");
    const table = block(v, "Tasks");
    await table.getByRole("button", { name: "Open: Water the plants" }).click();
    await v.page.waitForURL(/open/);
    await v.page.reload();
    const popup = v.page.getByRole("dialog", { name: "Open" });
    await popup.getByRole("button", { name: "Add a note" }).click();
    const inner = v.page.getByRole("dialog", { name: "Add a note" });
    await inner.getByLabel("Note").fill("Not the cactus");
    await v.accessible("pop-up in a pop-up");
    await v.page.keyboard.press("Enter");
    await inner.waitFor({ state: "hidden" });
    await popup.getByRole("cell", { name: "Not the cactus" }).waitFor();
    await popup.getByLabel("Owner").fill("Ad");
    await v.page.getByTitle("Ada", { exact: true }).click();
    await popup.getByRole("button", { name: "Save changes" }).click();
    await popup.waitFor({ state: "hidden" });
    await table.getByText("Save changes").last().waitFor();
    await table.getByRole("row", { name: /Water the plants.*Ada/ }).waitFor();
    await table.getByRole("button", { name: "Remind: Water the plants" }).click();
    await table.getByText("Started.").last().waitFor();
    await table.getByText("Write a note").waitFor();
    await v.close();
  });

  test("what was typed survives a reload, a session that ends and a server that goes away; it is done once", async () => {
    const away = await Server.start();
    await makeDesk(away);
    const v = await Visit.open(browser, away.url);
    await v.signIn(root.account, root.password);
    await v.page.goto("/apps/desk/desk-tasks");
    const form = block(v, "New task");
    await form.getByLabel("Title").fill("Half a thought");
    await v.page.reload();
    await form.getByText("What you typed before is still here.").waitFor();
    expect(await form.getByLabel("Title").inputValue()).toBe("Half a thought");
    const token = await v.page.evaluate(() => localStorage.getItem("sequitur.token"));
    await away.ok(String(token), "auth:signOut", {});
    await pressUnder(form.getByRole("button", { name: "Just add", exact: true }));
    const dialog = v.page.getByRole("dialog");
    await dialog.locator("#password").waitFor();
    await away.halt();
    await away.resume();
    await dialog.locator("#account").fill(root.account);
    await dialog.locator("#password").fill(root.password);
    await v.page.keyboard.press("Enter");
    await block(v, "Tasks")
      .getByRole("row", { name: /Half a thought/ })
      .waitFor();
    await form.getByLabel("Title").fill("Sent into the dark");
    await away.halt();
    await form.getByRole("button", { name: "Just add", exact: true }).click();
    await form.getByText("The connection is lost.").last().waitFor();
    await away.resume();
    await block(v, "Tasks")
      .getByRole("row", { name: /Sent into the dark/ })
      .waitFor({ timeout: 30_000 });
    const boss = await away.signIn();
    expect(await away.ok(boss, `desk_tasks:list?filter={"title":"Sent into the dark"}`)).toHaveLength(1);
    await v.close();
    await away.stop();
  });

  test("what a role may not do is not offered or refused in words; what was deleted is named; text is text", async () => {
    const v = await enter("/apps/desk/desk-tasks", eve);
    const table = block(v, "Tasks");
    await table.getByRole("row").nth(1).waitFor();
    expect(await table.getByRole("button", { name: /^Edit / }).count()).toBe(0);
    await table.getByRole("checkbox", { name: /^Choose Water/ }).check();
    expect(await table.getByRole("button", { name: "Delete", exact: true }).count()).toBe(0);
    await block(v, "New task").getByLabel("Title").fill("Not mine");
    await block(v, "New task").getByRole("button", { name: "Just add", exact: true }).click();
    await block(v, "New task").getByText("Your role may not do this.").waitFor();
    expect(await block(v, "New task").getByLabel("Title").inputValue()).toBe("Not mine");
    await v.page.goto("/apps/desk/desk-more");
    await block(v, "One by one").getByText("The field “gone” does not exist any more.").waitFor();
    await v.page.getByText("Text is text: <b onclick=alert(1)>no HTML</b>").waitFor();
    expect(await v.page.getByRole("link", { name: "nowhere" }).count()).toBe(0);
    await block(v, "Late tasks").getByRole("button", { name: "See it: Water the plants" }).click();
    await v.page.waitForURL(/desk-task\?record=/);
    await block(v, "The task").getByText("Water the plants").waitFor();
    await v.page.goto("/apps/desk/nowhere");
    await v.page.getByText("It was deleted, or it is not published.").waitFor();
    await v.close();
  });

  test("on a phone, in French: cards, a menu in a drawer, nothing wider than the window", async () => {
    const v = await enter("/apps/desk/desk-tasks", root, { viewport: phone, locale: "fr-FR" });
    await v.page.getByRole("button", { name: "Desk" }).click();
    await v.page.getByRole("dialog").getByRole("link", { name: "More" }).click();
    await v.page.waitForURL("**/desk-more");
    await v.page
      .getByText("Précédente")
      .or(v.page.getByRole("heading", { name: "One by one" }))
      .first()
      .waitFor();
    await v.fits();
    await v.page.goto("/apps/desk/desk-tasks");
    await v.page.getByRole("button", { name: "Filtrer" }).waitFor();
    await v.page.getByText("enregistrements").first().waitFor();
    await v.fits();
    await v.accessible();
    await v.close();
  });
});
