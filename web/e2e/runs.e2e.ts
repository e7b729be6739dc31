import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { receiptCode } from "../src/runs/code";
import { launch, phone, Visit } from "./browser";
import { findChromium } from "./chromium";
import { eve, populateRuns, press } from "./runs-world";
import { root, Server } from "./server";

const patient = { timeout: 30_000 };

describe.skipIf(!findChromium())("runs", () => {
  let browser: Browser;
  let server: Server;
  let boss: string;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), Server.start()]);
    await populateRuns(server);
    boss = await server.signIn();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const visit = async (who = root.account, password = root.password, options = {}) => {
    const v = await Visit.open(browser, server.url, options);
    await v.signIn(who, password);
    return v;
  };

  /** The runs that take long. */
  const counting = async () => {
    const list = await server.ok(boss, 'executions:list?filter={"key":"count"}&fields=id&sort=id');
    return (list as unknown as { id: number }[]).map((run) => run.id);
  };

  afterEach(async () => {
    // What a test left behind would keep the others waiting.
    for (const id of await counting()) await server.call(boss, `executions:cancel?filterByTk=${id}`, {});
  });

  test("a chain reaction is seen on the receipt, which a short code leads to", async () => {
    const receipt = await press(server, boss, "button=pay-bill", "Lamp");
    const v = await visit();
    await v.page.goto("/actions");
    await v.page.getByLabel("Code").fill("not a code");
    await v.page.getByRole("button", { name: "Open", exact: true }).click();
    await v.page.getByText("This is no code of an action").waitFor();
    await v.page.getByLabel("Code").fill(receiptCode(receipt).toLowerCase().replaceAll("-", " "));
    await v.page.keyboard.press("Enter");
    await v.page.waitForURL(`**/receipts/${receiptCode(receipt)}`);
    await v.page.getByRole("heading", { name: "Create · bills" }).waitFor();
    const first = v.page.locator(".chain > .chain-entry").first();
    await first.getByText("Add the fee").first().waitFor();
    await first.getByText("The step “Transfer the money” changed a record.").waitFor();
    const second = first.locator(".chain .chain-entry").first();
    await second.getByRole("link", { name: "Post a transfer", exact: true }).waitFor();
    await second.getByText("The step “Write a posting” changed a record.").waitFor();
    const third = second.locator(".chain .chain-entry").first();
    await third.getByText("Audit large postings").waitFor();
    await third.getByText("Its condition was not met.").waitFor();
    await v.accessible();
    // On to the run, what caused it, and everything else about its record.
    await second.getByRole("link", { name: "Open the run of “Post a transfer”" }).click();
    await v.page.getByRole("heading", { name: "Post a transfer" }).waitFor();
    await v.page.getByText("It ran to its end.").waitFor();
    await v.page.getByRole("button", { name: "Write a posting" }).click();
    await v.page.getByRole("region", { name: "Input", exact: true }).first().waitFor();
    await v.page.getByText('"text": "Lamp"').first().waitFor();
    await v.page.getByRole("link", { name: "another run" }).click();
    await v.page.getByRole("heading", { name: "Settle a bill" }).waitFor();
    await v.page.getByRole("link", { name: /^bills \d+$/ }).click();
    await v.page.waitForURL("**/runs?collection=bills&record=*");
    await v.page.getByText("1 run", { exact: true }).waitFor();
    await v.close();
  });

  test("a failed run is found, understood, mended and retried", async () => {
    await press(server, boss, "triggerWorkflows=once", "Chair");
    await press(server, boss, "triggerWorkflows=once", "Chair");
    const v = await visit();
    await v.page.goto("/failures");
    const group = v.page.locator(".failure").filter({ hasText: "Pay once" });
    await group.getByText("1 time", { exact: true }).waitFor();
    await group.getByText("Concerns Administrator").waitFor();
    await v.accessible();
    await group.getByRole("link", { name: "Open the newest run" }).click();
    await v.page.getByText("A record with this value exists already.").waitFor();
    await v.page.getByText("UNIQUE_VIOLATION").waitFor();
    await server.ok(boss, 'transfers:update?filter={"number":"Chair"}', { number: "Chair, the first" });
    await v.page.getByRole("button", { name: /^Retry from the failed step/ }).click();
    await v.page.getByText("It ran to its end.").waitFor();
    await v.page.getByRole("link", { name: "an earlier run" }).click();
    await v.page.getByRole("link", { name: "a later run" }).waitFor();
    await v.page.getByRole("link", { name: "Create · bills" }).click();
    await v.page.getByText("2 attempts").first().waitFor();
    await v.page.goto("/failures");
    await group.getByText("1 of them was retried").waitFor();
    await v.close();
  });

  test("a synchronous failure is shown as saved but failed, to the person who cannot mend it too", async () => {
    const token = await server.signIn(eve.account, eve.password);
    const receipt = await press(server, token, "triggerWorkflows=approve,settle", "Desk");
    const v = await visit(eve.account, eve.password);
    await v.page.goto(`/receipts/${receipt}`);
    await v.page.getByText("Saved, follow-up failed").waitFor();
    await v.page.getByText("The record is saved, but a workflow that the answer waited for failed.").waitFor();
    await v.page.getByText("Find the approval").first().waitFor();
    await v.page.getByText("Settle a bill").first().waitFor();
    expect(await v.page.getByRole("button", { name: /^Retry/ }).count()).toBe(0);
    await v.page.goto("/runs");
    await v.page.getByText("You may not see this").first().waitFor();
    await v.close();
    const mending = await visit();
    await mending.page.goto(`/receipts/${receipt}`);
    await mending.page.getByText(eve.name).waitFor();
    await server.ok(boss, "postings:create", { text: "yes" });
    await mending.page.getByRole("button", { name: "Retry: Approve in time" }).click();
    await mending.page.getByText("2 attempts").waitFor();
    await mending.page.locator(".chain-entry").filter({ hasText: "Approve in time" }).locator(".tag-good").waitFor();
    await mending.close();
  });

  test("many runs are cancelled and retried at once, and what became of each is told", async () => {
    const v = await visit();
    await v.page.goto("/runs?workflow=count");
    await v.page.getByText("No run fits").waitFor();
    for (const title of ["a", "b"]) await press(server, boss, "triggerWorkflows=count", title);
    await v.page.getByText("2 runs", { exact: true }).waitFor();
    await v.page.getByRole("checkbox", { name: "Choose all runs on this page" }).check();
    await v.page.getByRole("button", { name: "Cancel 2" }).click();
    await v.page.getByText("Cancel 2 runs?").waitFor();
    // One of them ends in the meantime: it is refused, the other is not.
    const [one] = await counting();
    await server.ok(boss, `executions:cancel?filterByTk=${one}`, {});
    await v.page.getByRole("tooltip").getByRole("button", { name: "Cancel 2" }).click();
    await v.page.getByText("1 cancelled, 1 refused").waitFor();
    await v.accessible();
    await expect.poll(() => v.page.locator("tbody").getByText("Aborted").count(), patient).toBe(2);
    await v.page.getByRole("button", { name: "Close", exact: true }).click();
    // What failed is tried again, each by itself.
    for (const title of ["Twice", "Twice", "Twice"]) await press(server, boss, "triggerWorkflows=once", title);
    await server.ok(boss, 'transfers:update?filter={"number":"Twice"}', { number: "Not any more" });
    await v.page.goto("/runs?workflow=once&failed=true");
    const failed = v.page.locator("tbody tr").filter({ hasText: "must be unique" });
    await expect.poll(() => failed.count(), patient).toBeGreaterThan(1);
    for (const row of [failed.nth(0), failed.nth(1)]) await row.getByRole("checkbox").check();
    await v.page.getByRole("button", { name: "Retry 2" }).click();
    await v.page.getByRole("tooltip").getByRole("button", { name: "Retry 2" }).click();
    await v.page.getByText("2 tried again").waitFor();
    await v.close();
  });

  test("the queue says what runs, and what can be done about it", async () => {
    await press(server, boss, "triggerWorkflows=count", "c");
    const v = await visit();
    await v.page.goto("/queue");
    const open = v.page.getByRole("table", { name: "Runs that have not ended" });
    await open.getByText("Running", { exact: true }).waitFor();
    await v.page.getByRole("table", { name: "Workflows in the last seven days" }).getByText("Count for long").waitFor();
    await open.getByRole("link", { name: "Count for long" }).click();
    await v.page.getByText(/^It has been running for/).waitFor();
    await v.page.getByRole("button", { name: "Cancel: Count for long" }).click();
    await v.page.getByRole("tooltip").getByRole("button", { name: "Cancel" }).click();
    await v.page.getByText("Somebody cancelled it.").waitFor();
    await v.page.goto("/queue");
    await v.page.getByText("Nothing runs or waits").waitFor();
    await v.accessible();
    await v.close();
  });

  test("the list follows what happens, and its filters are in the address", async () => {
    for (const title of ["Bed", "Bed"]) await press(server, boss, "triggerWorkflows=once", title);
    const v = await visit();
    await v.page.goto("/runs?collection=bills");
    await v.page.locator("tbody tr").first().waitFor();
    const before = await v.page.locator("tbody tr").count();
    await press(server, boss, "triggerWorkflows=settle", "Live");
    await expect.poll(() => v.page.locator("tbody tr").count(), patient).toBe(before + 1);
    await v.page.getByRole("checkbox", { name: "Only failed" }).check();
    await v.page.waitForURL("**/runs?collection=bills&failed=true");
    await v.page.getByRole("combobox", { name: "Workflow" }).click();
    await v.page.keyboard.type("Pay once");
    await v.page.keyboard.press("Enter");
    await v.page.waitForURL("**/runs?collection=bills&failed=true&workflow=once");
    await v.page.reload();
    await v.page.getByRole("button", { name: "Filters (3)" }).waitFor();
    const error = v.page.locator("tbody tr").first().getByText("must be unique");
    await error.waitFor();
    await v.page.getByRole("button", { name: "Clear filters" }).first().click();
    await v.page.waitForURL("**/runs");
    await v.close();
  });

  test("on a phone, in French, a run is a list of steps", async () => {
    await press(server, boss, "triggerWorkflows=count", "d");
    const one = (await counting()).at(-1);
    await server.ok(boss, `executions:cancel?filterByTk=${one}`, {});
    const options = { locale: "fr-FR", viewport: phone, isMobile: true, hasTouch: true };
    const v = await visit(root.account, root.password, options);
    await v.page.goto(`/runs/${one}`);
    await v.page.getByText("Quelqu’un l’a annulée.").waitFor();
    await v.page.getByText("Count on").first().waitFor();
    expect(await v.page.locator(".react-flow").count()).toBe(0);
    await v.fits();
    await v.accessible();
    await v.close();
  });
});
