import type { Visit } from "./browser";
import type { Stop } from "./stop";

const at = (search: string, there: string) => async (v: Visit) => {
  await v.page.goto(`/apps/studio/studio-claims/edit${search}`);
  await v.page.locator(there).first().waitFor();
};

/** The designer, with what opens in it. */
export const designerStops: readonly Stop[] = [
  {
    route: "/apps/$app/$page/edit",
    name: "designer",
    journey: "designer.e2e.ts",
    go: at("", ".frame .data-table, .frame table, .frame li"),
    more: {
      block: at("?at=studio-table", ".inspector .sortable"),
      field: at("?at=studio-table&field=title", ".inspector input"),
      button: at("?at=studio-delete", ".inspector textarea"),
      popup: at("?in=studio-new&at=studio-send", ".bound-summary li"),
      bindings: at("?in=studio-new&at=studio-send&bind=true", ".order-picture"),
      problems: at("?side=problems", ".problem-place"),
      versions: at("?side=versions&version=1", ".change-list li"),
      preview: at("?look=phone", ".preview-phone h2"),
      empty: async (v) => {
        await v.page.goto("/apps/studio/studio-empty/edit");
        await v.page.locator(".start-ready").waitFor();
      },
      publish: async (v) => {
        await at("", ".frame")(v);
        await v.page.getByRole("button", { name: /^(Publish|Publier)$/ }).click();
        await v.page.locator(".publish .problem-place").first().waitFor();
      },
      add: async (v) => {
        await at("", ".palette-entry")(v);
        await v.page.locator(".palette-entry").first().click();
        await v.page.locator("[role=dialog] #add-block-source").waitFor();
      },
    },
  },
];
