import type { Visit } from "./browser";
import type { Stop } from "./stop";

const at = (address: string, there: string) => async (v: Visit) => {
  await v.page.goto(address);
  await v.page.locator(there).first().waitFor();
};

/** The pages of the collections, with what opens on them. */
export const collectionsStops: readonly Stop[] = [
  {
    route: "/collections",
    name: "collections",
    journey: "collections.e2e.ts",
    go: at("/collections", ".collections-list tbody tr"),
    more: { new: at("/collections?create=true", "[role=dialog] input") },
  },
  {
    route: "/collections/diagram",
    name: "collections-diagram",
    journey: "collections.e2e.ts",
    go: at("/collections/diagram", ".diagram-box"),
    more: { text: at("/collections/diagram?as=text", ".diagram-words") },
  },
  {
    route: "/collections/$name",
    name: "collection",
    journey: "collections.e2e.ts",
    go: at("/collections/orders", ".fields-list tbody tr"),
    more: {
      field: at("/collections/orders?tab=fields&field=state", ".choices-row"),
      relation: at("/collections/orders?tab=fields&field=&kind=belongsTo", ".relation-form"),
      delete: async (v) => {
        await at("/collections/orders?tab=fields&field=total", "[role=dialog] .collections-foot-start")(v);
        await v.page.locator(".collections-foot-start").click();
        await v.page.locator(".consequences-typed").waitFor();
      },
      settings: at("/collections/orders?tab=settings", ".indexes-row"),
      usage: at("/collections/customers?tab=usage", ".used-by"),
      records: at("/collections/orders?tab=records", ".grid-cell"),
      filter: at(`/collections/orders?tab=records&filter=${encodeURIComponent('{"state":"new"}')}`, ".grid-cell"),
      record: async (v) => {
        await at("/collections/orders?tab=records", ".grid-open")(v);
        await v.page.locator(".grid-open").first().click();
        await v.page.locator(".record-parts form").waitFor();
      },
      trace: async (v) => {
        await at("/collections/claims?tab=records&sort=id", ".grid-open")(v);
        await v.page.locator(".grid-open").first().click();
        await v.page.locator(".record-parts .ant-segmented-item").nth(1).click();
        await v.page.locator(".trace-line").first().waitFor();
      },
    },
  },
];
