import { readdir, readFile } from "node:fs/promises";

const src = new URL("../src/", import.meta.url);

/** The paths of the router, parameters as `$name`. The start page only leads to another one. */
export async function routes(): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(src, { recursive: true })) {
    if (!/(^|\/)routes\.tsx$/.test(name)) continue;
    const text = await readFile(new URL(name, src), "utf8");
    found.push(...[...text.matchAll(/^\s+path: "(\/[^"]+)"/gm)].map((m) => m[1] ?? ""));
  }
  return found.sort();
}
