import fc from "fast-check";
import pino from "pino";
import { describe, expect, it } from "vitest";
import { redact, redactWritten } from "@/lib/redact";

const SECRETS = ["password", "passwordHash", "token", "tokenHash", "cookie", "authorization", "apiKey", "secret"];
const paths = SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** What pino's own redaction makes of it, which reaches three levels. */
function byPino(fields: object): unknown {
  const written: string[] = [];
  const sink = { write: (line: string) => void written.push(line) };
  pino({ base: undefined, timestamp: false, redact: { paths, censor: "[redacted]" } }, sink).info(fields);
  const { level: _level, ...rest } = JSON.parse(written.join(""));
  return rest;
}

describe("redact", () => {
  it("agrees with pino's own redaction as far as that one reaches", () => {
    const key = fc.oneof(fc.constantFrom(...SECRETS), fc.constantFrom("name", "path", "input", "fields", "tokens"));
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const nest = (value: fc.Arbitrary<unknown>) => fc.dictionary(key, value, { maxKeys: 4 });
    const fields = nest(fc.oneof(leaf, nest(fc.oneof(leaf, nest(leaf)))));
    fc.assert(
      fc.property(fields, (some) => {
        expect(JSON.parse(JSON.stringify(redact(some)))).toEqual(byPino(some));
      }),
    );
  });

  it("reaches into lists, and further down than three levels", () => {
    const secrets = { token: "hunter2", kept: 1 };
    const said = JSON.stringify(redact({ list: [secrets, [secrets]], one: { two: { three: { four: secrets } } } }));
    expect(said).not.toContain("hunter2");
    expect(said.match(/"kept":1/g)).toHaveLength(3);
  });

  it("leaves alone what has no secret, and never changes what it is given", () => {
    const plain = { path: "user.byId", at: new Date(0), nested: { list: [1, 2] } };
    expect(redact(plain)).toBe(plain);
    const secret = Object.freeze({ input: Object.freeze({ password: "hunter2", name: "Ada" }) });
    expect(redact(secret)).toEqual({ input: { password: "[redacted]", name: "Ada" } });
    expect(secret.input.password).toBe("hunter2");
  });

  it("comes to an end where something contains itself", () => {
    const loop: Record<string, unknown> = { token: "hunter2" };
    loop.self = loop;
    expect(redact(loop)).toMatchObject({ token: "[redacted]", self: { token: "[redacted]" } });
  });

  it("leaves the error of a line whole, and hides what its written form carries under such a name", () => {
    const error = Object.assign(new Error("failed"), { token: "hunter2", meta: { password: "hunter2" } });
    expect(redact({ err: error, code: "OK" })).toMatchObject({ err: error });
    expect(redact({ cause: error })).toEqual({ cause: { token: "[redacted]", meta: { password: "[redacted]" } } });
    expect(redactWritten(pino.stdSerializers.err(error))).toMatchObject({
      message: "failed",
      stack: expect.stringContaining("failed"),
      token: "[redacted]",
      meta: { password: "[redacted]" },
    });
    expect(redactWritten("no object")).toBe("no object");
  });
});
