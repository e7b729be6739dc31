// Runs the browser tests. Files in which something failed get a second try, on their own: a small machine under load can be
// too slow once. What needed it is told in the end, and what failed twice fails.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

const report = join(tmpdir(), `sequitur-e2e-report-${process.pid}.json`);

/** Runs vitest and returns its exit code and the failed files with their failures. */
function run(args) {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { status } = spawnSync("npx", ["vitest", "run", "--config", "e2e/vitest.config.ts", ...reporters, ...args], {
    stdio: "inherit",
  });
  return { status: status ?? 1, failed: failures() };
}

function failures() {
  try {
    const { testResults } = JSON.parse(readFileSync(report, "utf8"));
    return testResults.filter((f) => f.status !== "passed").map((f) => ({ file: relative(".", f.name), why: why(f) }));
  } catch {
    return [];
  } finally {
    rmSync(report, { force: true });
  }
}

function why(file) {
  const failed = file.assertionResults.filter((t) => t.status === "failed");
  const told = failed.map((t) => `${t.fullName}: ${short(t.failureMessages.join("\n"))}`);
  return told.length > 0 ? told : [short(file.message ?? "")];
}

// The end of CI's output is all that some people see of it.
function short(message) {
  const text = stripVTControlCharacters(message).replace(/\n\s*at .*(node_modules|node:).*/g, "");
  return text.length > 900 ? `${text.slice(0, 700)} … ${text.slice(-200)}` : text;
}

function tell(title, failed) {
  console.log(`\n${title}`);
  for (const { file, why } of failed) for (const line of why) console.log(`  ${file} › ${line}`);
}

const first = run(process.argv.slice(2));
if (first.status === 0 || first.failed.length === 0) process.exit(first.status);
tell("FAILED, AND TRIED AGAIN:", first.failed);
const second = run(first.failed.map((f) => f.file));
tell("THESE NEEDED A SECOND TRY:", first.failed);
if (second.status !== 0) tell("THESE FAILED TWICE:", second.failed);
process.exit(second.status);
