/** The parts of a collection's page. */
export const tabs = ["fields", "records", "settings", "usage"] as const;
export type Tab = (typeof tabs)[number];
