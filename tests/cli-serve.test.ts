import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { prisma } from "@/lib/prisma";
import { resetDatabase } from "./helpers/database";
import { plainPages } from "./helpers/front";
import { freePort } from "./helpers/server-process";

const PAGES = "@/front/pages";
const BUILD = "@/cli/demo/build";
const home = process.cwd();
const adopted = globalThis.console;
const ownConsole = { ...adopted };
const exit = vi.fn<(code: unknown) => void>();
const closePages = vi.fn(async () => {});
let listeners: NodeJS.SignalsListener[];
let port: number;

const globals = globalThis as typeof globalThis & {
  gatehouseBoot?: unknown;
  gatehouseLifecycle?: { draining: boolean };
};

beforeEach(async () => {
  await resetDatabase();
  exit.mockReset();
  closePages.mockClear();
  // The real one never returns; this one must, as a throw inside a promise would be nobody's to catch.
  vi.spyOn(process, "exit").mockImplementation((code) => exit(code) as never);
  listeners = process.listeners("SIGTERM");
  port = await freePort();
  const variables = { PORT: String(port), APP_URL: `http://localhost:${port}`, DRAIN_MS: "0" };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.stubEnv("npm_lifecycle_event", undefined);
  process.chdir(mkdtempSync(join(tmpdir(), "gatehouse-serve-")));
  symlinkSync(join(home, "prisma"), "prisma");
  vi.resetModules();
  // Next needs a build, which the smoke tests have.
  vi.doMock(PAGES, () => ({ loadPages: async () => ({ handler: plainPages, close: closePages }) }));
  // A new logger has been made with the modules: its lines are kept from standard output as well.
  await import("./helpers/logs");
});

afterEach(() => {
  for (const listener of added()) process.off("SIGTERM", listener).off("SIGINT", listener);
  Object.assign(adopted, ownConsole);
  delete globals.gatehouseBoot;
  if (globals.gatehouseLifecycle) globals.gatehouseLifecycle.draining = false;
  vi.doUnmock(PAGES);
  vi.doUnmock(BUILD);
  vi.resetModules();
  process.chdir(home);
});

const added = () => process.listeners("SIGTERM").filter((listener) => !listeners.includes(listener));

function pretendBuilt(): void {
  mkdirSync(".next/front", { recursive: true });
  writeFileSync(".next/front/start.mjs", "made up");
}

const at = (path: string) => `http://localhost:${port}${path}`;

/** Ends what serves, as a signal would, and gives the exit code. */
async function stop(): Promise<unknown> {
  const [onSignal, ...more] = added();
  expect(more).toEqual([]);
  exit.mockReset();
  onSignal?.("SIGTERM");
  await expect.poll(() => exit.mock.calls.length, { timeout: 15_000 }).toBe(1);
  await expect(fetch(at("/api/health"))).rejects.toThrow();
  return exit.mock.calls[0]?.[0];
}

async function expectServed(): Promise<void> {
  expect((await fetch(at("/api/health/ready"))).status).toBe(200);
  expect(await (await fetch(at("/account"))).text()).toBe("<p>/account</p>");
  const { captureLogs } = await import("./helpers/logs");
  const { lines } = await captureLogs(() => adopted.warn("from a library"));
  expect(lines).toMatchObject([{ level: "warn", source: "console", msg: "from a library" }]);
}

describe("runStart", () => {
  it("refuses a port that is taken, before it does anything else", async () => {
    const squatter = createServer().listen(port);
    const { runStart } = await import("@/cli/run-start");
    await expect(runStart()).rejects.toMatchObject({ name: "BootError", message: /is taken/ });
    squatter.close();
    expect(added()).toEqual([]);
  });

  it("serves pages and API on one port until a signal ends it, with 0", async () => {
    const { runStart } = await import("@/cli/run-start");
    await runStart();
    await expectServed();
    expect(await stop()).toBe(0);
    expect(closePages).toHaveBeenCalledOnce();
  });
});

async function demo() {
  const { runDemo } = await import("@/cli/demo/run-demo");
  const { FILES, prepareFolder, readFacts } = await import("@/cli/demo/files");
  prepareFolder();
  const said: string[] = [];
  const run = () => runDemo({ write: (text) => said.push(text) });
  return { run, said: () => said.splice(0).join(""), FILES, readFacts };
}

describe("runDemo", () => {
  it("seeds, serves, and says how to get in: with a password that works", async () => {
    pretendBuilt();
    const { run, said, readFacts } = await demo();
    await run();
    const words = said();
    const { adminEmail: email = "", adminPassword: password = "" } = readFacts() ?? {};
    expect(words).toContain("with 200 users");
    expect(words).not.toContain("building");
    for (const fact of [at("/api/docs"), email, `${password}   (shown this once)`]) expect(words).toContain(fact);
    expect(await prisma.user.count()).toBe(201);
    await expectServed();
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(at("/api/auth/sign-in"), {
      method: "POST",
      headers,
      body: JSON.stringify({ email, password }),
    });
    expect(await answer.json()).toMatchObject({ success: true, data: { email, role: "ADMIN" } });
    expect(await stop()).toBe(0);
  });

  it("leaves data and password as they are in a second run", async () => {
    pretendBuilt();
    const { run, said, FILES, readFacts } = await demo();
    await run();
    const facts = readFacts();
    await stop();
    delete globals.gatehouseBoot;
    for (const listener of added()) process.off("SIGTERM", listener);
    said();
    await run();
    const words = said();
    expect(words).toContain("as you left it");
    expect(words).toContain(`as before, in ${FILES.facts}`);
    expect(words).not.toContain(facts?.adminPassword);
    expect(readFacts()).toEqual(facts);
    expect(await prisma.user.count()).toBe(201);
    await stop();
  });

  it("ends with what the build said when it fails, though the API stood already", async () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    vi.stubEnv("NEXT_TELEMETRY_DISABLED", "1");
    const { run, said } = await demo();
    await expect(run()).rejects.toMatchObject({ name: "BootError", message: /The build failed\.$/ });
    const words = said();
    expect(words).toContain("building");
    expect(words).not.toContain("Sign in as");
    await expect.poll(() => exit.mock.calls).toEqual([[1]]);
    expect(write.mock.calls.flat().join("")).toContain("The build failed.");
    expect(await stop()).toBe(1);
  });

  it("prepares the database to its end also when the build fails before that", async () => {
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const failure = new Error("nothing to build");
    vi.doMock(BUILD, () => ({ isBuilt: () => false, build: () => Promise.reject(failure) }));
    const { run, readFacts } = await demo();
    await expect(run()).rejects.toBe(failure);
    expect(readFacts()).not.toBeNull();
    expect(await prisma.user.count()).toBe(201);
    expect(await stop()).toBe(1);
  });

  it("does nothing at all when the port is taken", async () => {
    const squatter = createServer().listen(port);
    const { run, said } = await demo();
    await expect(run()).rejects.toThrow(`Port ${port} is taken. Choose another one: PORT=${port + 1} npm run demo`);
    squatter.close();
    expect(said()).toBe("");
    expect(await prisma.user.count()).toBe(0);
  });
});
