import type { Visit } from "./browser";

/** One page of the tour: how to come there, and when it shows what it has. */
export interface Stop {
  /** The route, as the router spells it. */
  route: string;
  /** What its pictures are called. */
  name: string;
  /** The file that has a journey through it. */
  journey: string;
  /** Goes there and waits until there is something to see. */
  go: (v: Visit) => Promise<void>;
  /** What else of the page is worth a look: open dialogs, panels. By the name of its picture. */
  more?: Record<string, (v: Visit) => Promise<void>>;
}

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

/** Every page behind the sign-in. */
export const stops: readonly Stop[] = [...own];
