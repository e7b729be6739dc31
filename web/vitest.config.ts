import { defineConfig } from "vitest/config";
import { texts } from "./scripts/texts.ts";

export default defineConfig({
  plugins: [texts()],
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx", "scripts/**/*.test.mjs"], environment: "node" },
});
