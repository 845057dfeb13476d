import { once } from "node:events";
import type { Server } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectEnvelope, expectNothingInternal } from "./helpers/envelope";
import { listenFront } from "./helpers/front";
import { rawRequest, sendRaw } from "./helpers/raw-http";

let port = 0;
let server: Server;

beforeAll(async () => {
  ({ server, port } = await listenFront());
});

afterAll(() => server.close());

const JSON_FIELDS = ["Host: a", "Content-Type: application/json"];
const SIGN_OUT = "POST /api/auth/sign-out";
/** What a smuggler hides behind a first request: answered once for itself, if at all, and then known by its ID. */
const HIDDEN = "GET /api/health HTTP/1.1\r\nHost: a\r\nX-Request-Id: smuggled-request\r\n\r\n";

function head(line: string, fields: readonly string[]): string {
  return `${[`${line} HTTP/1.1`, ...fields].join("\r\n")}\r\n\r\n`;
}

/**
 * Everything that comes back until the server closes, with each answer's status.
 * @param isAll whether the client says that nothing more will come
 */
async function answersTo(bytes: string, isAll = false): Promise<{ statuses: number[]; all: string; seconds: number }> {
  const started = performance.now();
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(bytes, "latin1");
  if (isAll) socket.end();
  const all = await text(socket);
  const statuses = [...all.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  return { statuses, all, seconds: (performance.now() - started) / 1000 };
}

function lastEnvelope(all: string) {
  const body = all.slice(all.lastIndexOf("\r\n\r\n") + 4);
  expectNothingInternal(body);
  return expectEnvelope(JSON.parse(body));
}

describe("raw HTTP faults (I14)", () => {
  it.each<[string, string]>([
    ["a negative length", head(SIGN_OUT, [...JSON_FIELDS, "Content-Length: -1"])],
    ["a length with a sign", head(SIGN_OUT, [...JSON_FIELDS, "Content-Length: +2"])],
    ["a length in hexadecimal", head(SIGN_OUT, [...JSON_FIELDS, "Content-Length: 0x2"])],
    ["a list of lengths", head(SIGN_OUT, [...JSON_FIELDS, "Content-Length: 2, 2"])],
    ["an endless length", head(SIGN_OUT, [...JSON_FIELDS, `Content-Length: ${"9".repeat(40)}`])],
    ["two lengths that agree", head(SIGN_OUT, [...JSON_FIELDS, "Content-Length: 2", "Content-Length: 2"])],
    ["an unknown transfer coding", head(SIGN_OUT, [...JSON_FIELDS, "Transfer-Encoding: xchunked"])],
    ["chunks that are not last", head(SIGN_OUT, [...JSON_FIELDS, "Transfer-Encoding: chunked, identity"])],
    ["a coding with a control character", head(SIGN_OUT, [...JSON_FIELDS, "Transfer-Encoding: \x0bchunked"])],
    ["a blank before the colon", head(SIGN_OUT, ["Host : a", "Content-Length: 0"])],
    ["a folded field", head(SIGN_OUT, ["Host: a", "X-Folded: a\r\n b\x00"])],
    ["a NUL in a field", head(SIGN_OUT, ["Host: a", "X-Nul: a\x00b"])],
    ["a field without a name", head(SIGN_OUT, ["Host: a", ": b"])],
    ["a field without a colon", head(SIGN_OUT, ["Host: a", "nothing"])],
    ["a bare carriage return", head(SIGN_OUT, ["Host: a", "X-A: b\rX-B: c"])],
    [
      "a chunk that is no number",
      `${head(SIGN_OUT, [...JSON_FIELDS, "Transfer-Encoding: chunked"])}zz\r\n{}\r\n0\r\n\r\n`,
    ],
    ["an endless chunk", `${head(SIGN_OUT, [...JSON_FIELDS, "Transfer-Encoding: chunked"])}${"f".repeat(20)}\r\n{}`],
    ["no blanks in the request line", "GET/api/healthHTTP/1.1\r\nHost: a\r\n\r\n"],
    ["HTTP/0.9", "GET /api/health\r\n\r\n"],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["another version", "GET /api/health HTTP/9.9\r\nHost: a\r\n\r\n"],
    ["a method in lower case", "get /api/health HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a TLS handshake", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"],
    ["a host twice, alike", head("GET /api/health", ["Host: a", "Host: a"])],
    ["a huge field", head("GET /api/health", ["Host: a", `Cookie: ${"x".repeat(30_000)}`])],
    [
      "very many fields",
      head("GET /api/health", ["Host: a", ...Array.from({ length: 3_000 }, (_, at) => `X-${at}: 1`)]),
    ],
    ["a huge request line", head(`GET /api/${"x".repeat(30_000)}`, ["Host: a"])],
  ])("I14: %s is refused within 10 s, and the connection closed", { timeout: 20_000 }, async (_name, bytes) => {
    const { statuses, all, seconds } = await answersTo(bytes + HIDDEN);
    expect(seconds).toBeLessThan(10);
    expect(statuses).toHaveLength(1);
    expect([400, 405, 408, 413, 431]).toContain(statuses[0]);
    expect(lastEnvelope(all).success).toBe(false);
    expect(all).not.toContain("smuggled-request");
  });

  it.each<[string, string]>([
    [
      "both a length and chunks",
      head(SIGN_OUT, [...JSON_FIELDS, `Content-Length: ${HIDDEN.length}`, "Transfer-Encoding: chunked"]),
    ],
    ["chunks twice", head(SIGN_OUT, [...JSON_FIELDS, "Transfer-Encoding: chunked", "Transfer-Encoding: identity"])],
    ["a length that ends in the middle", head(SIGN_OUT, [...JSON_FIELDS, "Content-Length: 5"])],
    ["a body where there is none", head("GET /api/health", ["Host: a", `Content-Length: ${HIDDEN.length}`])],
    ["an upgrade", head("GET /api/health", ["Host: a", "Connection: Upgrade, close", "Upgrade: h2c"])],
  ])("I14: nothing is smuggled behind %s", async (_name, first) => {
    // The body of the first, or the beginning of nothing: never a request of its own.
    const { all } = await answersTo(`${first}${first.includes("chunked") ? "0\r\n\r\n" : ""}${HIDDEN}`, true);
    expect(all).toMatch(/^HTTP\/1\.1 /);
    expect(all).not.toContain("smuggled-request");
  });

  it("I14: two good requests on one connection have two answers, in order", async () => {
    const one = head("GET /api/health", ["Host: a", "X-Request-Id: first-of-two"]);
    const two = head("GET /api/health", ["Host: a", "X-Request-Id: second-of-two", "Connection: close"]);
    const { all, statuses } = await answersTo(one + two);
    expect(statuses).toEqual([200, 200]);
    expect(all.indexOf("first-of-two")).toBeLessThan(all.indexOf("second-of-two"));
  });
});

describe("bodies in chunks (I3)", () => {
  const chunked = (size: number) => {
    const chunk = `400\r\n${" ".repeat(1_024)}\r\n`;
    return `${head(SIGN_OUT, [...JSON_FIELDS, "Transfer-Encoding: chunked", "Connection: close"])}${chunk.repeat(size)}0\r\n\r\n`;
  };

  it("I3: over 64 KiB in chunks is 413, on REST and on tRPC", async () => {
    for (const bytes of [chunked(70), chunked(70).replace("/api/auth/sign-out", "/api/trpc/auth.signOut")]) {
      const { all, statuses } = await answersTo(bytes);
      expect(statuses).toEqual([413]);
      expect(lastEnvelopeIn(all)).toContain("PAYLOAD_TOO_LARGE");
    }
  });

  it("I3: within 64 KiB in chunks is read", async () => {
    const { statuses } = await answersTo(chunked(3).replace(" ".repeat(1_024), `{}${" ".repeat(1_022)}`));
    expect(statuses).toEqual([200]);
  });

  function lastEnvelopeIn(all: string): string {
    return all.slice(all.lastIndexOf("\r\n\r\n") + 4);
  }
});

describe("paths and verbs on the wire (I13, I15)", () => {
  it.each([
    "/api/./health",
    "/api/../api/health",
    "/./api/health",
    "/api/%2e/health",
    "/api/%2E%2e/health",
    "/api/health/.",
    "/api/health/..",
    "//api/health",
    "/api//health",
    "/api\\health",
    "\\api\\health",
    "/api/health%00",
    "/api/health%zz",
    "/api/health%",
    "/api/%c0%ae%c0%ae/health",
    "/api%2fhealth",
    "/api/health/",
    "/API/HEALTH",
    "/api/health;a=b",
    "/api/health#fragment",
    "http://elsewhere.example/api/../api/health",
    "ftp://elsewhere.example/api/health",
    "elsewhere.example:80",
    "*",
    "/api/users/\xe4",
  ])("I13: %s is 400 or 404 in an envelope", async (path) => {
    const answer = await sendRaw(port, rawRequest(`GET ${path}`));
    expect([400, 404]).toContain(answer.status);
    expect(answer.envelope()).toMatchObject({ success: false });
  });

  it.each(["PUT", "PATCH", "DELETE", "POST", "TRACE", "PROPFIND", "MKCOL", "SEARCH", "PURGE", "LINK"])(
    "I15: %s on a path without it is 405 with the exact Allow, which OPTIONS tells as well",
    async (method) => {
      const answer = await sendRaw(port, rawRequest(`${method} /api/health`));
      expect(answer.status).toBe(405);
      expect(answer.head).toMatch(/^allow: GET, HEAD, OPTIONS\r$/im);
      const options = await sendRaw(port, rawRequest("OPTIONS /api/health"));
      expect(options.head).toMatch(/^allow: GET, HEAD, OPTIONS\r$/im);
    },
  );

  it("I15: HEAD is GET without a body", async () => {
    const [get, headOnly] = await Promise.all([
      sendRaw(port, rawRequest("GET /api/health")),
      sendRaw(port, rawRequest("HEAD /api/health")),
    ]);
    expect(headOnly.body).toBe("");
    const lengthOf = (text: string) => /content-length: (\d+)/i.exec(text)?.[1];
    expect(lengthOf(headOnly.head)).toBe(lengthOf(get.head));
  });
});
