/** The parts of a role's page. */
export const tabs = ["general", "data", "app", "members", "why"] as const;
export type Tab = (typeof tabs)[number];
