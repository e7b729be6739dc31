// Colours, spaces and type sizes come from src/ui/tokens.ts alone, and layouts are logical, so that they can be
// mirrored. This fails where a source file says otherwise.
import { readdir, readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const tokens = "ui/tokens.ts";

const colour = /#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(/i;
const named =
  /(?:^|[\s:,(])(?:black|white|red|green|blue|gr[ae]y|orange|yellow|purple|pink|brown|teal|navy|silver|maroon|olive|lime|aqua|fuchsia|crimson|gold|indigo|violet)(?=[\s;,)!]|$)/i;
const length = /(?<![\w.-])\d*\.?\d+(?:px|rem|em|pt|pc|mm|cm|in|ch|ex|lh)\b/i;
const physical =
  /(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right|top|bottom)(?:-\w+)*|left|right|top|bottom|float|clear|(?:min-|max-)?(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius)\s*:/;

/** Comments say nothing to a browser; line numbers stay. */
function withoutComments(text, ts) {
  const blank = (s) => s.replace(/[^\n]/g, " ");
  const plain = text.replace(/\/\*[\s\S]*?\*\//g, blank);
  return ts ? plain.replace(/(^|[^:"'`])\/\/.*$/gm, (s, head) => head + blank(s.slice(head.length))) : plain;
}

const rules = {
  css: [
    ["a colour", (line) => colour.test(line) || (/:/.test(line) && named.test(line.slice(line.indexOf(":") + 1)))],
    ["a length", (line) => length.test(line)],
    ["a physical direction or size: use the logical property", (line) => physical.test(line)],
    ["a physical alignment: use start or end", (line) => /text-align\s*:\s*(?:left|right)/.test(line)],
  ],
  ts: [
    ["a colour", (line) => colour.test(line)],
    ["a length", (line) => length.test(line)],
    ["a style attribute: use a class", (line) => /\bstyles?=\{/.test(line)],
    [
      "a space, size or colour as a number or word",
      (line) =>
        /\b(?:(?:margin|padding)\w*|gap|gutter|inset\w*|fontSize|lineHeight|borderRadius|(?:min|max)?(?:Width|Height|width|height)|indent|itemPadding)\s*(?:=\s*\{\s*|:\s*)-?[1-9]/.test(
          line,
        ) ||
        /\b(?:color|background\w*|borderColor)\s*(?:=|:)\s*["'](?:black|white|red|green|blue|gr[ae]y|orange|yellow|purple|pink|gold|cyan|magenta|volcano|lime)["']/.test(
          line,
        ),
    ],
  ],
};

/** Lists what is wrong with one file. */
export function problems(name, text) {
  const ts = /\.tsx?$/.test(name);
  const found = [];
  withoutComments(text, ts)
    .split("\n")
    .forEach((line, i) => {
      for (const [what, is] of ts ? rules.ts : rules.css) {
        if (is(line)) found.push(`${name}:${i + 1}: ${what}: ${line.trim()}`);
      }
    });
  return found;
}

async function main() {
  const src = new URL("../src/", import.meta.url);
  const all = [];
  let files = 0;
  for (const name of (await readdir(src, { recursive: true })).sort()) {
    if (!/\.(tsx?|css)$/.test(name) || /\.test\.tsx?$/.test(name) || name === tokens) continue;
    files += 1;
    all.push(...problems(name, await readFile(new URL(name, src), "utf8")));
  }
  if (files < 5) throw new Error("hardly any file was found: the walk is broken");
  for (const p of all) console.error(`src/${p}`);
  if (all.length > 0) {
    console.error(`${all.length} literals outside of src/${tokens}`);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
