import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, Visit } from "./browser";
import { review, step } from "./canvas-world";
import { findChromium } from "./chromium";
import { root, Server } from "./server";

const bea = { account: "bea", password: "bea-likes-Tea-9" };

describe.skipIf(!findChromium())("the canvas", () => {
  let browser: Browser;
  let server: Server;
  let boss: string;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), Server.start()]);
    boss = await server.signIn();
    for (const name of ["claims", "payments"]) {
      await server.ok(boss, "collections:create", { name, fields: [{ name: "title", type: "string" }] });
    }
    await server.ok(boss, "users:create", {
      username: bea.account,
      nickname: "Bea Blanc",
      password: bea.password,
      roles: ["admin"],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const workflow = async (key: string, nodes: object[] = []) => {
    const { id } = await server.ok(boss, "workflows:create", {
      key,
      title: `Workflow ${key}`,
      type: "action",
      config: { collection: "claims" },
    });
    await server.ok(boss, `workflows:arrange?filterByTk=${id}`, { nodes });
    return Number(id);
  };

  const visit = async (id: number, who: { account: string; password: string } = root) => {
    const v = await Visit.open(browser, server.url);
    await v.signIn(who.account, who.password);
    await v.page.goto(`/workflows/${id}`);
    await v.page.locator("#trigger").waitFor();
    return v;
  };

  /** The steps of a version as text: branches in brackets. */
  const shape = async (id: number | string) => {
    const { nodes } = (await server.ok(boss, `workflows:get?filterByTk=${id}&appends=nodes`)) as { nodes: Node[] };
    interface Node {
      id: number;
      title: string;
      upstreamId: number | null;
      downstreamId: number | null;
      branchIndex: number | null;
    }
    const line = (n: Node | undefined): string[] => {
      if (!n) return [];
      const heads = nodes
        .filter((b) => b.upstreamId === n.id && b.branchIndex !== null)
        .sort((a, b) => Number(b.branchIndex) - Number(a.branchIndex));
      const own = heads.length
        ? `${n.title} (${heads.map((h) => `${h.branchIndex}: ${line(h).join(", ")}`).join("; ")})`
        : n.title;
      return [own, ...line(nodes.find((d) => d.id === n.downstreamId))];
    };
    return line(nodes.find((n) => n.upstreamId === null)).join(", ");
  };

  const saved = (page: Page) => page.getByRole("status").getByText("Saved", { exact: true }).waitFor();
  const idOf = (page: Page) => new URL(page.url()).pathname.split("/").pop() ?? "";
  const focused = (page: Page) =>
    page.evaluate(() => {
      const { activeElement } = document;
      return activeElement === document.body ? "" : (activeElement?.textContent ?? "");
    });

  test("a branching workflow is built with the keyboard only", async () => {
    const id = await workflow("keyboard");
    const v = await visit(id);
    const { keyboard } = v.page;
    const add = async (type: string, where?: string) => {
      await keyboard.press("+");
      const search = v.page.getByRole("combobox", { name: "Search for a type of step" });
      await expect.poll(() => search.evaluate((e) => e === document.activeElement)).toBe(true);
      await keyboard.type(type);
      await keyboard.press("Enter");
      if (where) {
        await expect.poll(() => v.page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("radio");
        for (let i = 0; i < Number(where); i += 1) await keyboard.press("ArrowDown");
        await keyboard.press("Enter");
      }
      await expect.poll(() => focused(v.page)).toContain(type);
      await saved(v.page);
    };
    const rename = async (title: string) => {
      await keyboard.press("F2");
      await v.page.getByRole("textbox", { name: "Title" }).waitFor();
      await keyboard.type(title);
      await keyboard.press("Enter");
      await expect.poll(() => focused(v.page)).toContain(title);
      await saved(v.page);
    };
    // To the steps by Tab alone.
    await v.page.locator("body").press("Tab");
    for (let i = 0; i < 40 && !(await v.page.evaluate(() => document.activeElement?.id === "trigger")); i += 1) {
      await keyboard.press("Tab");
    }
    await add("Query records");
    await rename("Look");
    await add("Output");
    await keyboard.press("ArrowUp");
    await add("Condition", "1");
    await rename("Choose");
    await expect.poll(() => shape(id)).toBe("Look, Choose (1: Output)");
    // Into the branch No, then behind the branches.
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowRight");
    expect(await focused(v.page)).toBe("No");
    await add("Delete records");
    await rename("Clear");
    await keyboard.press("ArrowDown");
    await expect.poll(() => focused(v.page)).toBe("End");
    await keyboard.press("ArrowUp");
    await add("Calculation");
    await expect.poll(() => shape(id)).toBe("Look, Choose (1: Output; 0: Clear), Calculation");
    // Move, cut and paste, duplicate, remove, undo, redo.
    await keyboard.press("Alt+ArrowUp");
    await saved(v.page);
    await expect.poll(() => shape(id)).toBe("Look, Calculation, Choose (1: Output; 0: Clear)");
    await keyboard.press("Control+x");
    await saved(v.page);
    await expect.poll(() => shape(id)).toBe("Look, Choose (1: Output; 0: Clear)");
    await keyboard.press("ArrowDown");
    await keyboard.press("Control+v");
    await saved(v.page);
    await expect.poll(() => shape(id)).toBe("Look, Choose (1: Calculation, Output; 0: Clear)");
    await keyboard.press("Control+d");
    await expect.poll(() => shape(id)).toBe("Look, Choose (1: Calculation, Calculation, Output; 0: Clear)");
    await saved(v.page);
    await keyboard.press("Delete");
    await expect.poll(() => shape(id)).toBe("Look, Choose (1: Calculation, Output; 0: Clear)");
    await saved(v.page);
    await keyboard.press("Control+z");
    await expect.poll(() => shape(id)).toBe("Look, Choose (1: Calculation, Calculation, Output; 0: Clear)");
    await saved(v.page);
    await keyboard.press("Control+Shift+Z");
    await expect.poll(() => shape(id)).toBe("Look, Choose (1: Calculation, Output; 0: Clear)");
    // The panel takes the focus and gives it back.
    await saved(v.page);
    const before = await focused(v.page);
    await keyboard.press("Enter");
    await v.page.locator(".step-settings").waitFor();
    await expect.poll(() => v.page.evaluate(() => !!document.activeElement?.closest(".bench-dock"))).toBe(true);
    await v.accessible();
    await keyboard.press("Escape");
    await expect.poll(() => focused(v.page)).toBe(before);
    // The same in the outline.
    await v.page.goto(`/workflows/${id}?view=outline`);
    const item = (name: string) => v.page.getByRole("treeitem", { name });
    await item("Look").waitFor();
    await item("Choose").focus();
    await keyboard.press("ArrowLeft");
    await expect.poll(() => item("Clear").count()).toBe(0);
    await keyboard.press("ArrowRight");
    await item("Clear").waitFor();
    await keyboard.press("Delete");
    await v.page.getByRole("dialog").getByText("There are 3 steps in its branches.").waitFor();
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await expect.poll(() => shape(id)).toBe("Look, Calculation, Output");
    await saved(v.page);
    await keyboard.press("?");
    await v.page.getByRole("dialog", { name: "Keys" }).waitFor();
    await v.accessible();
    await keyboard.press("Escape");
    await v.close();
  });

  test("a published version is changed in a draft, which is compared, published and rolled back", async () => {
    const id = await workflow("versions", review("claims"));
    await server.ok(boss, `workflows:update?filterByTk=${id}`, { enabled: true, note: "The first one" });
    const v = await visit(id);
    const first = await shape(id);
    await v.page.getByText("This is what runs. A change opens a draft.").waitFor();
    // Removing a step opens a draft; what is published stays.
    await v.page.locator("#trigger").focus();
    await v.page.keyboard.press("End");
    await v.page.keyboard.press("ArrowUp");
    await expect.poll(() => focused(v.page)).toContain("Tell how many");
    await v.page.keyboard.press("Delete");
    await v.page.waitForURL((url) => !url.pathname.endsWith(`/${id}`));
    await v.page.getByText("Changes here run only once they are published.").waitFor();
    const draft = idOf(v.page);
    expect(await shape(id)).toBe(first);
    expect(await shape(draft)).not.toContain("Tell how many");
    // So does saving the settings of a step, in the same draft.
    await v.page.locator("#step\\:note").click();
    await v.page.getByLabel("Name of the step").fill("Ask for the receipt");
    await v.page.getByRole("button", { name: "Save", exact: true }).click();
    await v.page.locator("#step\\:note").getByText("Ask for the receipt").waitFor();
    await v.page.getByRole("complementary").getByRole("button", { name: "Close" }).click();
    await v.page.getByRole("button", { name: "2 changes" }).click();
    const changes = v.page.getByRole("complementary", { name: "Difference to the current version" });
    await changes.getByText("Ask for a receipt").waitFor();
    expect(await changes.innerText()).toMatch(/Changed\s+Ask for the receipt[\s\S]*Removed\s+Tell how many/);
    await v.accessible();
    // Publish it with a note.
    await v.page.getByRole("button", { name: "Publish…" }).click();
    await v.page.getByLabel("Note").fill("Without the count");
    await v.page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    await v.page.getByText("This is what runs. A change opens a draft.").waitFor();
    expect(await server.ok(boss, `workflows:get?filterByTk=${draft}`)).toMatchObject({
      enabled: true,
      current: true,
      note: "Without the count",
    });
    // And back to the first one.
    await v.page.getByRole("button", { name: "More", exact: true }).click();
    await v.page.getByRole("menuitem", { name: "Versions" }).click();
    const entry = v.page.getByRole("listitem").filter({ hasText: "The first one" });
    await entry.getByText("Earlier version").waitFor();
    await v.page.getByRole("listitem").filter({ hasText: "Without the count" }).getByText("Published").waitFor();
    await entry.getByRole("button", { name: "Go back to this version" }).click();
    await v.page.getByRole("dialog").getByText("Tell how many").waitFor();
    await v.page.getByRole("dialog").getByRole("button", { name: "Go back to this version" }).click();
    await v.page.waitForURL(`**/workflows/${id}*`);
    await v.page.getByText("This version runs from now on.").waitFor();
    expect(await server.ok(boss, `workflows:get?filterByTk=${id}`)).toMatchObject({ enabled: true, current: true });
    expect(await server.ok(boss, `workflows:get?filterByTk=${draft}`)).toMatchObject({ enabled: false });
    await v.close();
  });

  test("steps are pasted into another workflow, and what leads nowhere there is said", async () => {
    const from = await workflow("from", [
      step("look", "query", "Look", null, null, { collection: "claims" }),
      step("tell", "output", "Tell", "look", null, { value: "{{$jobsMapByNodeKey.look.title}}" }),
    ]);
    const to = await workflow("to", [step("first", "output", "First", null, null, { value: "x" })]);
    const v = await visit(from);
    const at = (title: string) => v.page.locator(".graph-main").filter({ hasText: title });
    await at("Tell").focus();
    await v.page.keyboard.press("Control+c");
    await v.page.getByText("1 step copied as text.").first().waitFor();
    await v.page.goto(`/workflows/${to}`);
    await at("First").focus();
    await v.page.keyboard.press("Control+v");
    const dialog = v.page.getByRole("dialog", { name: "Some references lead nowhere here" });
    await dialog.getByRole("listitem").filter({ hasText: "Tell" }).getByText("look").waitFor();
    await v.accessible();
    await dialog.getByRole("button", { name: "Clear the references" }).click();
    await saved(v.page);
    await expect.poll(() => shape(to)).toBe("First, Tell");
    const { nodes } = await server.ok(boss, `workflows:get?filterByTk=${to}&appends=nodes`);
    expect(JSON.stringify(nodes)).not.toContain("look");
    await v.close();
  });

  test("of two editors the second is told, and nothing is overwritten", async () => {
    const id = await workflow("both", [
      step("a", "output", "Alpha", null, null),
      step("b", "output", "Beta", "a", null),
    ]);
    const [one, two] = [await visit(id), await visit(id, bea)];
    // What one does appears at the other, with who did it.
    await one.page.locator("#step\\:a").focus();
    await one.page.keyboard.press("F2");
    await one.page.getByRole("textbox", { name: "Title" }).fill("First");
    await one.page.keyboard.press("Enter");
    const told = two.page.getByRole("dialog", { name: "Administrator has changed this workflow" });
    await told.getByText("Alpha").waitFor();
    await two.accessible();
    await told.getByRole("button", { name: "Go on", exact: true }).click();
    await two.page.locator("#step\\:a").getByText("First").waitFor();
    // Both at once, the second one without news for a moment: his change waits for a decision.
    await two.page.route("**/api/workflows:get*", (r) => r.abort());
    await two.page.locator("#step\\:b").focus();
    await two.page.keyboard.press("F2");
    await two.page.getByRole("textbox", { name: "Title" }).fill("Mine");
    const { updatedAt } = await server.ok(boss, `workflows:get?filterByTk=${id}`);
    await server.ok(boss, `workflows:arrange?filterByTk=${id}`, {
      updatedAt,
      nodes: [step("b", "output", "Beta", null, null), step("a", "output", "First", "b", null)],
    });
    await two.page.unroute("**/api/workflows:get*");
    await two.page.keyboard.press("Enter");
    const crossed = two.page.getByRole("dialog", { name: /has changed this workflow/ });
    await crossed.waitFor();
    expect(await shape(id)).toBe("Beta, First");
    await two.close();
    await one.close();
  });
});
