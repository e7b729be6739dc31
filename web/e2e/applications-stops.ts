import type { Stop } from "./stop";

const journey = "applications.e2e.ts";

/** The pages of applications in use. */
export const applicationsStops: Stop[] = [
  {
    route: "/apps",
    name: "apps",
    journey,
    go: async (v) => {
      await v.page.goto("/apps");
      await v.page.locator(".home-card").first().waitFor();
    },
    more: {
      new: async (v) => {
        await v.page.goto("/apps?new=true");
        await v.page.locator("#application-form").waitFor();
      },
    },
  },
  {
    route: "/apps/$app",
    name: "app",
    journey,
    go: async (v) => {
      await v.page.goto("/apps/desk?add=true");
      await v.page.locator(".add-page").waitFor();
    },
  },
  {
    route: "/apps/$app/$page",
    name: "app-page",
    journey,
    go: async (v) => {
      await v.page.goto("/apps/desk/desk-tasks");
      await v.page.locator(".table-block tbody tr").first().waitFor();
    },
    more: {
      filter: async (v) => {
        await v.page.locator("[aria-expanded][aria-controls]:has(.anticon-filter)").click();
        await v.page.locator(".filter-builder-add button").first().click();
        await v.page.locator(".filter-builder-row").waitFor();
      },
      refused: async (v) => {
        await v.page.locator('[data-field="title"] input').fill("Paint the wall");
        await v.page.locator('[data-field="hours"] input').fill("99");
        await v.page.locator('[data-button="desk-submit"]').click();
        await v.page.locator(".press-attention").waitFor();
      },
      failed: async (v) => {
        await v.page.locator('[data-field="hours"] input').fill("1");
        await v.page.locator('[data-button="desk-office"]').click();
        await v.page.locator(".press-bad .follow").waitFor();
      },
      popup: async (v) => {
        await v.page.locator('[data-button="desk-open"]').first().click();
        await v.page.locator(".ant-drawer .table-block, .ant-drawer .state").first().waitFor();
      },
      more: async (v) => {
        await v.page.goto("/apps/desk/desk-more");
        await v.page.locator(".details-block .facts").waitFor();
      },
    },
  },
];
