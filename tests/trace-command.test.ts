import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runTrace } from "@/cli/run-trace";
import { logger } from "@/lib/logger";
import { apiFrom } from "./helpers/from-address";
import { makeApiKey } from "./helpers/keys";
import { forgetLimits } from "./helpers/limits";
import { captureLogs, type LogLine } from "./helpers/logs";
import { api } from "./helpers/request";
import { makeUser, PASSWORD, signedIn } from "./helpers/world";

const level = logger.level;
beforeAll(() => {
  logger.level = "debug";
});
afterAll(() => {
  logger.level = level;
});
beforeEach(forgetLimits);

const toText = (lines: readonly LogLine[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/** Runs the command over this log. */
async function trace(args: string[], log: string) {
  let out = "";
  let err = "";
  const code = await runTrace(args, undefined, {
    input: Readable.from([log]),
    out: { write: (text) => (out += text) },
    err: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

async function traceOf(requestId: string, work: () => Promise<unknown>, args: string[] = []) {
  const { lines } = await captureLogs(work);
  return trace([requestId, ...args], toText(lines));
}

const named = (requestId: string) => ({ "x-request-id": requestId });

describe("npm run trace", () => {
  it("tells how a request ended, by whom, and what was decided on its way", async () => {
    const user = await makeUser();
    const { cookie } = await signedIn(user);
    const work = () => api("GET", `/api/users/${user.id}`, { cookie, headers: named("trace-me-1") });
    const { code, out, err } = await traceOf("trace-me-1", work);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^trace-me-1 {2}\d{4}-.*Z\nGET \/api\/users\/\{id\} {2}200 {2}[\d.]+ ms\n/);
    expect(out).toMatch(/^trace-me-1 {2}user\.byId {2}OK {2}[\d.]+ ms\n {2}by user:.*, over rest$/m);
    expect(out).toMatch(/^ +\+\d+ ms {2}input +\{"id":"[0-9a-f-]{36}"\}$/m);
    expect(out).toMatch(/^ +\+\d+ ms {2}decision +limit {2}policy network, quota \d+, used \d+, allowed true$/m);
    expect(out).toMatch(/decision +authentication {2}by session$/m);
    expect(out).toMatch(/decision +permission {2}oneOf .*account:read.*, allowed true$/m);
  });

  it("says which field, which limit, and that an answer was the first one's", async () => {
    const invalid = await traceOf("trace-me-2", () =>
      api("POST", "/api/auth/sign-in", { headers: named("trace-me-2"), body: { email: "nobody" } }),
    );
    expect(invalid.out).toMatch(/auth\.signIn {2}VALIDATION_ERROR, because of .*password/);

    const body = { email: "nobody@example.org", password: PASSWORD };
    const many = async () => {
      for (let attempt = 0; attempt < 11; attempt += 1) {
        await apiFrom("192.0.2.7", "POST", "/api/auth/sign-in", { body, headers: named("trace-me-3") });
      }
    };
    expect((await traceOf("trace-me-3", many)).out).toContain('RATE_LIMITED, by the limit "signin-email"');

    const { cookie } = await signedIn(await makeUser({ role: "ADMIN" }));
    const create = () =>
      api("POST", "/api/users", {
        cookie,
        headers: { ...named("trace-me-4"), "idempotency-key": "the-same" },
        body: { email: "twice@example.org", name: "Twice" },
      });
    await create();
    const { out } = await traceOf("trace-me-4", create);
    expect(out).toContain("user.create  OK, answered as the first time (Idempotency-Key)");
    expect(out).toMatch(/decision +idempotency {2}replayed true/);
  });

  it("takes a batch whole, or one call of it", async () => {
    const path = "/api/trpc/health.live,auth.session?batch=1&input=%7B%7D";
    const { lines } = await captureLogs(() => api("GET", path, { headers: named("trace-me-5") }));
    const whole = await trace(["trace-me-5"], toText(lines));
    expect(whole.out).toContain("trace-me-5.0  health.live");
    expect(whole.out).toContain("trace-me-5.1  auth.session");
    const second = await trace(["trace-me-5.1"], toText(lines));
    expect(second.out).toContain("auth.session");
    expect(second.out).not.toContain("health.live");
  });

  it("gives the same as JSON", async () => {
    const work = () => api("GET", "/api/users", { headers: named("trace-me-6") });
    const { out } = await traceOf("trace-me-6", work, ["--json"]);
    expect(JSON.parse(out)).toMatchObject({
      requestId: "trace-me-6",
      request: { method: "GET", route: "/api/users", status: 401 },
      calls: [{ id: "trace-me-6", path: "user.list", code: "UNAUTHENTICATED", caller: "anonymous" }],
      hasDetails: true,
    });
  });
});

describe("what a trace shows", () => {
  it("has no secret and nothing of a person's, wherever it was put (T8)", async () => {
    const user = await makeUser({ password: true, email: "planted@example.org" });
    const { cookie, token } = await signedIn(user);
    const { key } = await makeApiKey(user);
    const id = "trace-secrets";
    const planted = "planted-7b1c2d3e";
    const send = (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
      api(method, path, { headers: { ...named(id), ...more }, ...(body !== undefined && { body }), cookie });
    const { lines } = await captureLogs(async () => {
      await send("POST", "/api/auth/sign-in", { email: user.email, password: PASSWORD });
      await send("POST", "/api/auth/sign-in", {
        email: planted,
        password: { deep: [planted, { [planted]: planted }] },
      });
      await send("POST", "/api/auth/sign-up", { email: `${planted}@example.org`, password: planted, name: planted });
      await send("POST", "/api/auth/reset-password", { token: planted, password: planted });
      await send("POST", "/api/auth/second-factor", { token: planted, code: 271_828, recoveryCode: planted });
      await send("POST", "/api/account/password", { currentPassword: PASSWORD, newPassword: planted });
      await send("PATCH", `/api/users/${user.id}`, { name: planted, [`${planted}?`]: 1, role: planted, id: planted });
      await send("GET", `/api/users?q=${planted}&limit=3`);
      await api("GET", "/api/auth/session", { headers: { ...named(id), authorization: `Bearer ${key}` } });
      await send("POST", "/api/trpc/auth.signIn", { json: { email: planted, password: planted } });
    });
    const { out } = await trace([id], toText(lines));
    const { out: json } = await trace([id, "--json"], toText(lines));
    expect(out).toContain("[redacted]");
    expect(out).toContain('"limit":3');
    for (const secret of [planted, PASSWORD, token, key, "271828", user.email]) {
      expect(toText(lines), secret).not.toContain(secret);
      expect(out, secret).not.toContain(secret);
      expect(json, secret).not.toContain(secret);
    }
  });

  it("obeys nobody: what a log has in it reaches no terminal as a command", async () => {
    const line = {
      level: "error",
      time: "2026-01-01T00:00:00.000Z",
      requestId: "req_hostile1",
      msg: "\u001b[2Jx\u202ey",
    };
    const err = { type: "Error", message: "a\u0007\r\nb\u001b]0;c" };
    const { out } = await trace(["req_hostile1"], toText([{ ...line, err }]));
    expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(out).toContain("a b ]0;c");
  });
});

describe("a trace that cannot be told", () => {
  const info = { level: "info", time: "2026-01-01T00:00:00.000Z", requestId: "req_quiet-one", msg: "call" };
  const call = { path: "user.list", surface: "rest", ms: 3, code: "OK", caller: "anonymous" };

  it("says that the level was too low to see more", async () => {
    const { code, out } = await trace(["req_quiet-one"], toText([{ ...info, ...call }]));
    expect(code).toBe(0);
    expect(out).toContain("user.list  OK  3.00 ms");
    expect(out).toContain("LOG_LEVEL=debug has them");
    expect(out).not.toContain("queries,");
  });

  it("says when there is nothing, and how much was looked at", async () => {
    const { code, err } = await trace(["req_another-one"], `npm says\n${toText([info])}{"half`);
    expect({ code, err }).toEqual({
      code: 1,
      err: "Nothing about req_another-one in 1 lines, from 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:00.000Z.\n",
    });
    expect((await trace(["req_another-one"], "12:00 INFO pretty\n")).err).toContain("LOG_FORMAT=json");
  });

  it.each([
    [[], "One request ID"],
    [["req_1aaaaaaa", "req_2aaaaaaa"], "One request ID"],
    [["x"], "not a request ID"],
    [["req_1aaaaaaa", "--colour"], "Unknown option"],
    [["req_1aaaaaaa", "--file", "/nowhere/at-all.log"], "There is no file"],
  ])("says how it is called: %j", async (args, problem) => {
    const { code, err } = await trace(args, "");
    expect(code).toBe(1);
    expect(err).toContain(problem);
    expect(err).toContain("Usage: npm run -s trace");
  });

  it("reads the file that is named, or else that of LOG_FILE, before standard input", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "gatehouse-trace-")), "server.log");
    writeFileSync(file, toText([{ ...info, ...call }]));
    const streams = { input: null, out: { write: () => true }, err: { write: () => true } };
    expect(await runTrace(["req_quiet-one", "--file", file], "/nowhere", streams)).toBe(0);
    expect(await runTrace(["req_quiet-one"], file, streams)).toBe(0);
    expect(await runTrace(["req_quiet-one"], "", streams)).toBe(1);
  });
});
