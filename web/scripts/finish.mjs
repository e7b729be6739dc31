// What comes after the bundler: compress every file once and for all, and weigh what a person waits for.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const compressible = /\.(js|css|svg|json|txt)$/;

/** The most that the way from signing in to a page of an application may weigh, in kB of gzip. Brotli is smaller still. */
const budget = 350;

const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", dist), "utf8"));
await rm(new URL(".vite", dist), { recursive: true });

const sizes = new Map();
for (const name of await readdir(dist, { recursive: true })) {
  if (!compressible.test(name)) continue;
  const raw = await readFile(new URL(name, dist));
  const gz = gzipSync(raw, { level: 9 });
  const br = brotliCompressSync(raw, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length },
  });
  sizes.set(name, { raw: raw.length, gz: gz.length, br: br.length });
  if (gz.length < raw.length) await writeFile(new URL(`${name}.gz`, dist), gz);
  if (br.length < raw.length) await writeFile(new URL(`${name}.br`, dist), br);
}

/** All files that loading an entry of the manifest brings: itself, what it imports, and their stylesheets. */
function needs(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`the manifest has no ${key}`);
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const css of chunk.css ?? []) seen.add(css);
  for (const inner of chunk.imports ?? []) needs(inner, seen);
  return seen;
}

const first = new Set();
for (const key of [
  "index.html",
  "src/locales/en-US.ts?part=core",
  "src/pages/sign-in.tsx",
  "src/app/shell.tsx",
  "src/applications/home.tsx",
  "src/locales/en-US.ts?part=applications",
  "src/applications/application.tsx",
  "src/applications/page.tsx", // with its tables, lists and details
  "src/locales/en-US.ts?part=records",
  "src/locales/en-US.ts?part=runs",
]) {
  for (const file of needs(key)) first.add(file);
}
const total = { raw: 0, gz: 0, br: 0 };
for (const file of first) {
  for (const part of Object.keys(total)) total[part] += sizes.get(file)[part];
}
const kB = (n) => `${(n / 1000).toFixed(1)} kB`;
console.log(
  `sign-in, applications and an application page together: ${kB(total.gz)} gzip, ${kB(total.br)} brotli, ${kB(total.raw)} plain (limit ${budget} kB gzip)`,
);
if (total.gz > budget * 1000) {
  for (const file of first) console.error(`  ${kB(sizes.get(file).gz).padStart(9)}  ${file}`);
  console.error("That is too much: load what is not needed at first later, or do without it.");
  process.exit(1);
}
