import { grants } from "../api/calls";

/** What a role may be allowed to do in the app, each with the name that the API has for it. */
export const abilities = {
  pages: "ui.pages",
  collections: "pm.data-source-manager.data-source-main",
  workflows: "pm.workflow.workflows",
  workflowNames: "ui.workflows",
  users: "pm.users",
  roles: "pm.acl.roles",
  settings: "pm.system-settings.system-settings",
  samples: "pm.samples",
} as const;

export type Ability = keyof typeof abilities;

/** Every name that the server knows: rules with patterns speak of all of them. */
const known = [
  ...Object.values(abilities),
  "pm",
  "pm.auth.authenticators",
  "pm.api-keys.configuration",
  "pm.data-source-manager",
  "pm.environment-variables",
];

const matches = (pattern: string, name: string) => grants([pattern], name);

/** The rules with one snippet switched on; what the others mean stays the same. */
export function allow(rules: readonly string[], snippet: string): string[] {
  if (grants(rules, snippet)) return [...rules];
  const opened: string[] = [];
  for (const rule of rules) {
    const denied = rule.startsWith("!") ? rule.slice(1) : undefined;
    if (denied === undefined || !matches(denied, snippet)) opened.push(rule);
    else opened.push(...stillDenied(rules, denied, snippet));
  }
  const next = [...new Set(opened)];
  return grants(next, snippet) ? next : [...next, snippet];
}

/** What a rule that forbids by a pattern has to go on forbidding, one by one: what another rule would allow. */
function stillDenied(rules: readonly string[], pattern: string, except: string): string[] {
  const allowed = rules.filter((r) => !r.startsWith("!"));
  return known
    .filter((name) => name !== except && matches(pattern, name) && grants(allowed, name))
    .map((name) => `!${name}`);
}

/** The rules with one snippet switched off. */
export function forbid(rules: readonly string[], snippet: string): string[] {
  const rest = rules.filter((rule) => rule !== snippet);
  return grants(rest, snippet) ? [...rest, `!${snippet}`] : rest;
}
