import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { texts } from "./scripts/texts.ts";
import { breakpoints, tokensCSS } from "./src/ui/tokens-css.ts";

/** Makes the tokens a stylesheet, `virtual:tokens.css`, and resolves the named media conditions of all others. */
function tokens(): Plugin {
  const name = "virtual:tokens.css";
  return {
    name: "sequitur-tokens",
    enforce: "pre",
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: (id) => (id === `\0${name}` ? tokensCSS() : null),
    transform: (code, id) => (id.endsWith(".css") && !id.includes("node_modules") ? breakpoints(code) : null),
  };
}

/** The server beside the development server. */
const server = process.env.SEQUITUR_URL ?? "http://127.0.0.1:8787";

export default defineConfig({
  // Development servers side by side each keep what they prepared to themselves.
  cacheDir: process.env.SEQUITUR_VITE_CACHE ?? "node_modules/.vite",
  plugins: [tokens(), texts(), react()],
  // The server puts a fresh nonce in this place for every answer (../web/handler.go).
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    target: "es2022",
    manifest: true,
    sourcemap: false,
    emptyOutDir: false, // .gitkeep stays; scripts/clean.mjs removes the rest before
    // Nothing is inlined as data: addresses, which the policy of the page forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    // What most pages need comes in few files: many small ones compress worse.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "base",
              test: /node_modules\/(?:react|react-dom|scheduler|@tanstack|i18next|react-i18next)\//,
              priority: 3,
            },
            {
              name: "components",
              test: /node_modules\/(?:antd\/es\/(?:alert|button|checkbox|config-provider|input|spin|theme)|@rc-component\/(?:checkbox|input|util)|@ant-design\/(?:cssinjs|cssinjs-utils)|clsx)\//,
              priority: 2,
            },
            { name: "icons", test: /node_modules\/@ant-design\/icons/, minShareCount: 14, priority: 2 },
            { name: "own", test: /\/web\/src\/(?:api|app|ui)\//, minShareCount: 14, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    // The server signs people in from its own origin only: it has to see the address that the browser sees.
    proxy: Object.fromEntries(["/api", "/healthz"].map((path) => [path, { target: server, changeOrigin: false }])),
  },
});
