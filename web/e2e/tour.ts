import { applicationsStops } from "./applications-stops";
import { canvasStops } from "./canvas-stops";
import { collectionsStops } from "./collections-stops";
import { designerStops } from "./designer-stops";
import { peopleStops } from "./people-stops";
import type { Stop } from "./stop";

const own: Stop[] = [
  {
    route: "/actions",
    name: "actions",
    journey: "app.e2e.ts",
    go: async (v) => {
      await v.page.goto("/actions");
      await v.page.locator("tbody tr").first().waitFor();
    },
    more: {
      receipt: async (v) => {
        await v.page.locator("tbody a").nth(4).click();
        await v.page.locator(".receipt").waitFor();
      },
    },
  },
  {
    route: "/account",
    name: "account",
    journey: "app.e2e.ts",
    go: async (v) => {
      await v.page.goto("/account");
      await v.page.locator("#newPassword").waitFor();
    },
    more: {
      end: async (v) => {
        await v.page.locator("#confirmPassword").scrollIntoViewIfNeeded();
      },
    },
  },
];

const workflows: Stop[] = [
  {
    route: "/workflows",
    name: "workflows",
    journey: "workflows.e2e.ts",
    go: async (v) => {
      await v.page.goto("/workflows");
      await v.page.locator(".workflows-health").first().waitFor();
    },
    more: {
      delete: async (v) => {
        await v.page.locator("#workflow-more-visit-pay").click();
        await v.page.getByRole("menuitem").last().click();
        await v.page.locator(".workflows-uses").waitFor();
      },
    },
  },
  {
    route: "/workflows/new",
    name: "workflow-new",
    journey: "workflows.e2e.ts",
    go: async (v) => {
      await v.page.goto("/workflows/new?recipe=refuse");
      await v.page.locator("#recipe-mustField").waitFor();
    },
    more: {
      empty: async (v) => {
        await v.page.goto("/workflows/new?way=empty&kind=action");
        await v.page.locator("#new-title").waitFor();
      },
      button: async (v) => {
        await v.page.goto("/workflows/new?way=button");
        await v.page.locator(".new-buttons li").first().waitFor();
      },
    },
  },
];

const welcome: Stop[] = [
  {
    route: "/welcome",
    name: "welcome",
    journey: "welcome.e2e.ts",
    go: async (v) => {
      await v.page.goto("/welcome");
      await v.page.locator(".welcome-sample").first().waitFor();
    },
  },
];

const runs: Stop[] = [
  {
    route: "/runs",
    name: "runs",
    journey: "runs.e2e.ts",
    go: async (v) => {
      await v.page.goto("/runs");
      await v.page.locator("tbody tr").first().waitFor();
    },
    more: {
      chosen: async (v) => {
        await v.page.goto("/runs?failed=true");
        await v.page.locator("tbody tr").first().getByRole("checkbox").check();
        await v.page.locator(".page-tools .ant-btn-text").last().waitFor();
      },
    },
  },
  {
    route: "/runs/$id",
    name: "run",
    journey: "runs.e2e.ts",
    go: async (v) => {
      await v.page.goto("/runs?failed=true");
      await v.page.locator("tbody a").first().click();
      await v.page.locator(".step-open:enabled").first().waitFor();
    },
    more: {
      step: async (v) => {
        await v.page.locator(".step-open:enabled").first().click();
        await v.page.locator(".step-detail .step-facts").waitFor();
      },
    },
  },
  {
    route: "/receipts/$id",
    name: "receipt",
    journey: "runs.e2e.ts",
    go: async (v) => {
      await v.page.goto("/actions");
      await v.page.locator("tbody a").last().click();
      await v.page.locator(".ant-drawer-extra a").click();
      await v.page.locator(".chain-effect .chain-entry").first().waitFor();
    },
  },
  {
    route: "/failures",
    name: "failures",
    journey: "runs.e2e.ts",
    go: async (v) => {
      await v.page.goto("/failures");
      await v.page.locator(".failure").first().waitFor();
    },
  },
  {
    route: "/queue",
    name: "queue",
    journey: "runs.e2e.ts",
    go: async (v) => {
      await v.page.goto("/queue");
      await v.page.locator(".health tbody tr").first().waitFor();
    },
  },
];

/** Every page behind the sign-in. */
export const stops: readonly Stop[] = [
  ...own,
  ...runs,
  ...applicationsStops,
  ...workflows,
  ...canvasStops,
  ...welcome,
  ...collectionsStops,
  ...peopleStops,
  ...designerStops,
];
