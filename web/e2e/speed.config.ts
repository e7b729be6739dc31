import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: ["e2e/speed.ts"],
    environment: "node",
    globalSetup: "e2e/found.ts",
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
