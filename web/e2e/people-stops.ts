import type { Stop } from "./stop";

const journey = "people.e2e.ts";

/** The pages on which people, their permissions and the whole system are looked after. */
export const peopleStops: readonly Stop[] = [
  {
    route: "/users",
    name: "users",
    journey,
    go: async (v) => {
      await v.page.goto("/users");
      await v.page.locator("tbody tr").first().waitFor();
    },
    more: {
      user: async (v) => {
        await v.page.getByRole("link", { name: "Ann Martin" }).click();
        await v.page.getByRole("dialog").locator(".people-usual").first().waitFor();
      },
      new: async (v) => {
        await v.page.goto("/users?create=true");
        await v.page.getByRole("dialog").locator(".people-role").first().waitFor();
      },
      none: async (v) => {
        await v.page.goto("/users?find=nobody-is-called-so");
        await v.page.locator(".state").waitFor();
      },
    },
  },
  {
    route: "/roles",
    name: "roles",
    journey,
    go: async (v) => {
      await v.page.goto("/roles");
      await v.page.locator(".people-mode").waitFor();
      await v.page.locator("tbody tr").first().waitFor();
    },
    more: {
      new: async (v) => {
        await v.page.goto("/roles?create=true");
        await v.page.getByRole("dialog").locator("form").waitFor();
      },
    },
  },
  {
    route: "/roles/$name",
    name: "role",
    journey,
    go: async (v) => {
      await v.page.goto("/roles/payer?tab=data");
      await v.page.locator(".people-matrix").waitFor();
    },
    more: {
      panel: async (v) => {
        await v.page.goto("/roles/payer?tab=data&cell=claims:view");
        await v.page.getByRole("dialog").locator(".filter-builder-row").waitFor();
      },
      general: async (v) => {
        await v.page.goto("/roles/payer");
        await v.page.locator(".people-form").waitFor();
      },
      app: async (v) => {
        await v.page.goto("/roles/payer?tab=app");
        await v.page.locator(".people-switches").waitFor();
      },
      members: async (v) => {
        await v.page.goto("/roles/payer?tab=members");
        await v.page.locator(".people-member").first().waitFor();
      },
      why: async (v) => {
        const user = await v.page.locator(".people-member a").first().getAttribute("href");
        await v.page.goto(`/roles/payer?tab=why&${user?.split("?")[1]}`);
        await v.page.locator(".people-reason").first().waitFor();
      },
    },
  },
  {
    route: "/settings",
    name: "settings",
    journey,
    go: async (v) => {
      await v.page.goto("/settings");
      await v.page.locator(".people-form").waitFor();
    },
  },
];
