// Bundles the formula libraries into self-contained scripts that the Go package embeds (../dist).
// Each bundle is one IIFE that assigns its library to a variable; the loader (../machine.go) wraps it in a function, so
// that the variable is not global, and puts the scripts of ../boot behind it.
import { build } from "esbuild";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "..", "dist");

const bundles = [
  // Only these two: mathjs also exports a ready instance, whose functions would take a second to make.
  { contents: 'export { all, create } from "mathjs";', globalName: "__math", file: "math.js" },
  { contents: 'export * from "@formulajs/formulajs";', globalName: "__formula", file: "formula.js" },
];

await mkdir(dist, { recursive: true });
for (const b of bundles) {
  await build({
    stdin: { contents: b.contents, resolveDir: here, loader: "js" },
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
