// Bundles the formula libraries into self-contained scripts that the Go package embeds (../dist).
// Each bundle is one IIFE that leaves its library in a global variable; the loader (../bootstrap.js) takes it from
// there and removes the variable before any user expression runs.
import { build } from "esbuild";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "..", "dist");

const bundles = [
  { library: "mathjs", globalName: "__math", file: "math.js" },
  { library: "@formulajs/formulajs", globalName: "__formula", file: "formula.js" },
];

await mkdir(dist, { recursive: true });
for (const b of bundles) {
  await build({
    stdin: { contents: `export * from ${JSON.stringify(b.library)};`, resolveDir: here, loader: "js" },
    outfile: join(dist, b.file),
    bundle: true,
    format: "iife",
    globalName: b.globalName,
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"],
    target: "es2022",
    minify: true,
    keepNames: false,
    legalComments: "inline",
    charset: "ascii",
    logLevel: "warning",
  });
}
