import type { Visit } from "./browser";
import type { Stop } from "./stop";

/** Shows something else of the version that is open. */
async function at(v: Visit, search: string, wanted: string) {
  await v.page.goto(`${new URL(v.page.url()).pathname}?${search}`);
  await v.page.locator(wanted).first().waitFor();
}

export const canvasStops: Stop[] = [
  {
    route: "/workflows/$id",
    name: "canvas",
    journey: "canvas.e2e.ts",
    go: async (v) => {
      await v.page.goto("/workflows");
      await v.page.locator('a[href^="/workflows/"]').filter({ hasText: "Review a claim" }).first().click();
      await v.page.locator("#trigger").waitFor();
      const published = v.page.url();
      await v.page.locator(".bench-standing button").first().click();
      await v.page.waitForURL((url) => url.href !== published);
      await v.page.locator(".step-flag").first().waitFor();
    },
    more: {
      drawing: (v) => at(v, "view=canvas", "#step\\:find"),
      outline: (v) => at(v, "view=outline&side=problems", ".bench-problem"),
      step: (v) => at(v, "step=big", ".step-settings"),
      changes: (v) => at(v, "side=changes", ".changes-item"),
      versions: (v) => at(v, "side=versions", ".bench-version"),
      add: async (v) => {
        await at(v, "view=outline", "#trigger");
        await v.page.locator("#step\\:find").focus();
        await v.page.keyboard.press("+");
        await v.page.locator(".add-option").first().waitFor();
      },
    },
  },
];
