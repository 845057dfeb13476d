import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { expectEnvelope } from "../helpers/envelope";
import { linkedProject } from "../helpers/linked-project";
import { ensureBuild, freePort, type Running, run, stop, untilUp } from "../helpers/server-process";

const COMMAND = ["--import", "tsx", "src/cli/demo.ts"];
const folder = linkedProject();

beforeAll(ensureBuild);

/** As a newcomer has it: nothing set but perhaps the port. */
async function demo(port: number): Promise<Running> {
  const unset = {
    NODE_ENV: undefined,
    DATABASE_URL: undefined,
    APP_SECRET: undefined,
    APP_URL: undefined,
    MAIL_DIR: undefined,
  };
  return run({ command: COMMAND, cwd: folder, env: { ...unset, PORT: String(port) } });
}

async function lastWords(running: Running): Promise<string> {
  await untilUp(running);
  await expect.poll(running.output, { timeout: 30_000 }).toContain("Ctrl-C stops it.");
  return running.output();
}

async function paste(words: string): Promise<unknown[]> {
  const lines = words
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("curl "));
  expect(lines).toHaveLength(3);
  const answers: unknown[] = [];
  for (const line of lines) answers.push(JSON.parse((await promisify(execFile)("sh", ["-c", line])).stdout));
  return answers;
}

function facts(): { url: string; adminEmail: string; adminPassword: string } {
  return JSON.parse(readFileSync(join(folder, ".data/demo.json"), "utf8"));
}

function expectAnswers(answers: unknown[]): void {
  for (const answer of answers) expectEnvelope(answer);
  expect(answers).toMatchObject([
    { success: true, data: { email: "admin@example.org", role: "ADMIN" } },
    { success: true, data: { length: 5 }, meta: { pagination: { limit: 5 } } },
    { success: true, data: { name: "Grace Hopper" } },
  ]);
}

describe("npm run demo", () => {
  it("serves, and prints what works when it is pasted; a second run keeps data and password", async () => {
    const first = await demo(await freePort());
    const words = await lastWords(first);
    const { url, adminEmail, adminPassword } = facts();
    expect(url).toBe(first.url);
    for (const fact of [url, `${url}/api/docs`, adminEmail, adminPassword]) expect(words).toContain(fact);
    expect(adminPassword.length).toBeGreaterThanOrEqual(15);
    for (const file of ["demo.json", "demo-secret", "demo-sign-in.json"]) {
      expect([file, statSync(join(folder, ".data", file)).mode & 0o777]).toEqual([file, 0o600]);
    }
    expectAnswers(await paste(words));
    expect(await stop(first, "SIGINT"), first.output()).toBe(0);

    const second = await demo(await freePort());
    const again = await lastWords(second);
    expect(facts()).toEqual({ url: second.url, adminEmail, adminPassword });
    expect(again).not.toContain(adminPassword);
    expect(again).toContain("as you left it");
    expectAnswers(await paste(again));
    expect(await stop(second, "SIGINT"), second.output()).toBe(0);
  });

  it("says which port is taken, before it does anything else", async () => {
    const squatter = createServer().listen(0);
    await once(squatter, "listening");
    const address = squatter.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const running = await demo(port);
    expect(await running.ended).toBe(1);
    expect(running.output()).toBe(`Port ${port} is taken. Choose another one: PORT=${port + 1} npm run demo\n`);
    squatter.close();
  });

  it("names a port that cannot be one", async () => {
    const unset = { NODE_ENV: undefined, DATABASE_URL: undefined, APP_SECRET: undefined, APP_URL: undefined };
    const running = await run({ command: COMMAND, cwd: folder, env: { ...unset, PORT: "70000" } });
    expect(await running.ended).toBe(1);
    expect(running.output()).toContain("PORT:");
  });
});
