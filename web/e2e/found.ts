import { findChromium } from "./chromium";

/** Skips loudly where there is no browser, or fails where one is required. */
export default function setup() {
  if (findChromium()) return;
  const how = "install Chromium, or name a browser with SEQUITUR_CHROMIUM";
  if (process.env.SEQUITUR_REQUIRE_BROWSER) throw new Error(`a browser is required: ${how}`);
  console.warn(`THE WEB APP IS NOT TESTED IN A BROWSER: ${how}`);
}
