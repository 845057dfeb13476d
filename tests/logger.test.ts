import { describe, expect, it } from "vitest";
import { logger } from "@/lib/logger";
import { currentRequestId, runWithRequestId } from "@/lib/request-context";
import { acceptRequestId, newRequestId } from "@/lib/request-id";
import { captureLogs, keepLog } from "./helpers/logs";

describe("logger", () => {
  it("gives each line a level, a time in UTC and a message", async () => {
    const { lines } = await captureLogs(() => logger.warn({ colour: "red" }, "hello"));
    expect(lines).toEqual([
      {
        level: "warn",
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        requestId: currentRequestId(),
        colour: "red",
        msg: "hello",
      },
    ]);
  });

  it("T8: writes no secret, at the top or two levels down", async () => {
    const secrets = {
      password: "hunter2",
      passwordHash: "hunter2",
      token: "hunter2",
      tokenHash: "hunter2",
      secret: "hunter2",
    };
    const fields = { cookie: "hunter2", authorization: "hunter2", apiKey: "hunter2" };
    const { lines } = await captureLogs(() => {
      logger.info({ ...secrets, ...fields, input: { ...secrets, ...fields, deeper: { ...secrets, ...fields } } }, "x");
    });
    expect(JSON.stringify(lines)).not.toContain("hunter2");
    expect(lines[0]).toMatchObject({
      password: "[redacted]",
      input: { token: "[redacted]", deeper: { cookie: "[redacted]" } },
    });
  });

  it("writes an error with its causes", async () => {
    const error = new Error("outer", { cause: new Error("inner") });
    const { lines } = await captureLogs(() => logger.error({ err: error }, "failed"));
    expect(lines[0]).toMatchObject({
      err: { type: "Error", message: "outer: inner", stack: expect.stringContaining("inner") },
    });
  });

  it("T8: writes no secret that an error carries, under any name of the line", async () => {
    const error = Object.assign(new Error("failed"), { token: "hunter2", meta: { password: "hunter2" } });
    const { lines } = await captureLogs(() => logger.error({ err: error, other: error }, "failed"));
    expect(JSON.stringify(lines)).not.toContain("hunter2");
    expect(lines[0]).toMatchObject({ err: { message: "failed", stack: expect.stringContaining("failed") } });
  });
});

describe("the request ID", () => {
  it("is on every line, across awaits and timers, each request its own", async () => {
    const work = async (id: string) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      logger.info({ id }, "in the request");
      await Promise.all([1, 2].map(async () => logger.info({ id }, "in a promise")));
      queueMicrotask(() => logger.info({ id }, "in a microtask"));
      return currentRequestId();
    };
    const { lines, result } = await captureLogs(() =>
      Promise.all(
        Array.from({ length: 10 }, (_, index) => runWithRequestId(`request-${index}`, () => work(`request-${index}`))),
      ),
    );
    expect(result).toEqual(Array.from({ length: 10 }, (_, index) => `request-${index}`));
    expect(lines).toHaveLength(40);
    for (const line of lines) expect(line.requestId).toBe(line.id);
  });

  it("outside of a request is the process's own", () => {
    expect(currentRequestId()).toMatch(/^proc_[0-9a-z]{26}$/);
  });

  it("is on every line that any suite sees, or the suite fails", () => {
    expect(() => keepLog('{"level":"info","msg":"planted"}')).toThrow("requestId");
  });

  it("sorts by time and is never the same", () => {
    const ids = Array.from({ length: 1_000 }, () => newRequestId());
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^req_[0-9a-z]{26}$/);
  });

  it.each(["abcdefgh", "A-Z_09-x", "x".repeat(128)])("is the client's own where that is %j", (value) => {
    expect(acceptRequestId(value)).toBe(value);
  });

  it.each([
    null,
    "",
    "short",
    "x".repeat(129),
    "has a blank",
    "semi;colon",
    "line\nbreak",
    "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000",
    "ümlaut-xx",
    '{"json":1}',
  ])("is a new one for %j", (value) => {
    expect(acceptRequestId(value)).toMatch(/^req_[0-9a-z]{26}$/);
  });
});
