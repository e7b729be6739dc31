import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: ["e2e/**/*.e2e.ts"],
    environment: "node",
    globalSetup: "e2e/found.ts",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false, // one browser at a time: the machines that test are small
  },
});
