import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const binary = process.env.SEQUITUR_BINARY ?? fileURLToPath(new URL("../../bin/sequitur", import.meta.url));

export const root = { account: "root", email: "root@example.com", password: "correct-Horse-7" };

type Json = Record<string, unknown>;

/** A real server on a data directory of its own. */
export class Server {
  private web: { process: ChildProcess; port: number } | undefined;

  /** What the server printed at its first start. */
  printed = "";

  private constructor(
    private readonly dir: string,
    private readonly port: number,
    private process: ChildProcess,
  ) {}

  /** Where people and programs find it. */
  get url() {
    return `http://127.0.0.1:${this.web?.port ?? this.port}`;
  }

  /** Starts on an empty directory, with the root user's password unless it is to be made up. */
  static async start({ password = root.password } = {}): Promise<Server> {
    const dir = await mkdtemp(join(tmpdir(), "sequitur-e2e-"));
    const port = await freePort();
    const server = new Server(dir, port, run(dir, port, password));
    server.process.stdout?.on("data", (part) => {
      server.printed += part;
    });
    await server.ready();
    if (process.env.SEQUITUR_E2E_SOURCES) await server.serveSources();
    return server;
  }

  /** Puts the web app's sources, as they are, before the one in the binary: to try what is being written. */
  private async serveSources() {
    const port = await freePort();
    this.web = { process: vite(port, `http://127.0.0.1:${this.port}`), port };
    await this.ready();
  }

  /** Waits until it takes requests. */
  private async ready() {
    const end = Date.now() + 60_000;
    for (;;) {
      if (this.process.exitCode !== null) throw new Error(`the server ended with ${this.process.exitCode}`);
      if (
        await fetch(`${this.url}/healthz`).then(
          (r) => r.ok,
          () => false,
        )
      )
        return;
      if (Date.now() > end) throw new Error("the server did not start");
      await new Promise((r) => setTimeout(r, 20));
    }
  }

  /** Goes away, as a server does that is restarted. */
  async halt() {
    const ended = new Promise((r) => this.process.once("exit", r));
    this.process.kill("SIGTERM");
    await ended;
  }

  /** Comes back with the same data at the same address. */
  async resume() {
    this.process = run(this.dir, this.port);
    await this.ready();
  }

  async stop() {
    this.web?.process.kill("SIGTERM");
    await this.halt();
    await rm(this.dir, { recursive: true, force: true });
  }

  /** Calls the API. */
  async call(token: string, action: string, body?: unknown): Promise<{ status: number; data: Json; body: Json }> {
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    const init: RequestInit = { method: body === undefined ? "GET" : "POST", headers };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await fetch(`${this.url}/api/${action}`, init);
    const text = await response.text();
    const answer = text ? JSON.parse(text) : {};
    return { status: response.status, data: answer.data, body: answer };
  }

  async ok(token: string, action: string, body?: unknown): Promise<Json> {
    const answer = await this.call(token, action, body);
    if (answer.status >= 300) throw new Error(`${action}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.data;
  }

  async signIn(account: string = root.account, password: string = root.password): Promise<string> {
    return String((await this.ok("", "auth:signIn", { account, password })).token);
  }

  /** Makes a workflow that is on. */
  async workflow(token: string, definition: Json, nodes: Json[] = []): Promise<void> {
    const { id } = await this.ok(token, "workflows:create", definition);
    let upstreamId: unknown;
    for (const node of nodes) {
      upstreamId = (
        await this.ok(token, `workflows/${id}/nodes:create`, { ...node, ...(upstreamId ? { upstreamId } : {}) })
      ).id;
    }
    await this.ok(token, `workflows:update?filterByTk=${id}`, { enabled: true });
  }
}

function run(dir: string, port: number, password = root.password): ChildProcess {
  return spawn(
    binary,
    ["serve", "--data", dir, "--listen", `127.0.0.1:${port}`, "--root-email", root.email, "--log-level", "error"],
    {
      env: { ...process.env, SEQUITUR_ROOT_PASSWORD: password },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
}

/** The development server, with what it compiles kept in a folder of its own. */
function vite(port: number, server: string): ChildProcess {
  const bin = fileURLToPath(new URL("../node_modules/vite/bin/vite.js", import.meta.url));
  return spawn(process.execPath, [bin, "--port", String(port), "--host", "127.0.0.1", "--logLevel", "error"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, NODE_ENV: "development", SEQUITUR_URL: server }, // components behave otherwise in tests
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
