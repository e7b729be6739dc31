// Empties dist but for the file that lets git keep the directory.
import { readdir, rm } from "node:fs/promises";

const dist = new URL("../dist/", import.meta.url);
for (const name of await readdir(dist).catch(() => [])) {
  if (name !== ".gitkeep") {
    await rm(new URL(name, dist), { recursive: true });
  }
}
