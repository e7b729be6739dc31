import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The browser to test with: the one that SEQUITUR_CHROMIUM names, else the first on the path; undefined for none. */
export function findChromium(): string | undefined {
  const named = process.env.SEQUITUR_CHROMIUM;
  if (named) return named;
  for (const dir of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
      const path = join(dir, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}
