import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";
import { transformWithOxc } from "vite";

const part = /(\/locales\/[a-z]{2,3}-[A-Z]{2}\.ts)\?part=(\w+)$/;

/**
 * Lets a language be one file and yet be loaded in parts: `locales/xx-XX.ts?part=core` is what every page needs,
 * `?part=<area>` the texts of one area.
 */
export function texts(): Plugin {
  return {
    name: "sequitur-texts",
    enforce: "pre",
    async load(id) {
      const found = part.exec(id);
      const wanted = found?.[2];
      if (!wanted) return null;
      const path = id.replace(/\?.*$/, "");
      this.addWatchFile(path);
      const source = await readFile(path, "utf8");
      const imports = source.match(/^import (?!type ).*$/gm)?.join("\n") ?? "";
      const { direction, texts, areas } = await evaluate(path, source);
      if (wanted !== "core") {
        if (!areas[wanted]) throw new Error(`${path} has no texts of the area ${wanted}`);
        return { code: `export default ${JSON.stringify(areas[wanted])};`, moduleType: "js" };
      }
      const core = `{ direction: ${JSON.stringify(direction)}, antd, texts: ${JSON.stringify(texts)} }`;
      return { code: `${imports}\nexport default ${core};`, moduleType: "js" };
    },
  };
}

interface Parts {
  direction: string;
  texts: object;
  areas: Record<string, object>;
}

/** A language's own content. What it imports is code for the browser and stays out. */
async function evaluate(path: string, source: string): Promise<Parts> {
  const own = source.replace(/^import (type )?.*$/gm, (_, type) => (type ? "" : "const antd = undefined;"));
  const { code } = await transformWithOxc(own, path);
  const module = await import(`data:text/javascript;charset=utf-8,${encodeURIComponent(code)}`);
  return module.default as Parts;
}
