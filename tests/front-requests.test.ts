import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listenFront } from "./helpers/front";
import { captureLogs } from "./helpers/logs";
import { rawRequest, sendRaw } from "./helpers/raw-http";

let port = 0;
let server: Server;

beforeAll(async () => {
  ({ server, port } = await listenFront((incoming, outgoing) => {
    if (incoming.url === "/broken") throw new Error("a page's own fault");
    if (incoming.url === "/half") {
      outgoing.write("<p>");
      throw new Error("a fault half-way");
    }
    outgoing.setHeader("Content-Type", "text/html").end(`<p>${incoming.url}</p>`);
  }));
});

afterAll(() => server.close());

describe("the front's API door", () => {
  it("hands /api to the handler, and everything else to the pages", async () => {
    expect((await sendRaw(port, rawRequest("GET /api/health"))).envelope()).toMatchObject({ success: true });
    const page = await sendRaw(port, rawRequest("GET /account?x=1"));
    expect(page.body).toContain("<p>/account?x=1</p>");
  });

  it.each([
    ["GET /api", 404, "NOT_FOUND"],
    ["GET /api/nothing", 404, "NOT_FOUND"],
    ["GET /api/%zz", 400, "MALFORMED_REQUEST"],
    ["GET /%zz", 400, "MALFORMED_REQUEST"],
    ["GET /api/../account", 400, "MALFORMED_REQUEST"],
    ["GET /api/%2e%2e/account", 400, "MALFORMED_REQUEST"],
    ["GET /account/../api/health", 400, "MALFORMED_REQUEST"],
    ["GET //api/health", 404, "NOT_FOUND"],
    ["GET /API/health", 404, "NOT_FOUND"],
    ["GET /api\\health", 400, "MALFORMED_REQUEST"],
    ["GET /api/health#x", 400, "MALFORMED_REQUEST"],
    ["OPTIONS *", 404, "NOT_FOUND"],
    ["TRACE /api/health", 405, "METHOD_NOT_ALLOWED"],
    ["PROPFIND /api/health", 405, "METHOD_NOT_ALLOWED"],
    ["CONNECT elsewhere.example:443", 405, "METHOD_NOT_ALLOWED"],
    ["NONSENSE /api/health", 400, "MALFORMED_REQUEST"],
    ["POST /account", 405, "METHOD_NOT_ALLOWED"],
  ])("answers %s with %i in the envelope (I13, I15)", async (line, status, code) => {
    const answer = await sendRaw(port, rawRequest(line));
    expect(answer.envelope()).toMatchObject({ success: false, error: { code } });
    expect(answer.status).toBe(status);
  });

  it("takes the absolute form, and nothing of its host", async () => {
    const answer = await sendRaw(port, rawRequest("GET http://elsewhere.example/api/health"));
    expect(answer.status).toBe(200);
    expect(answer.head + answer.body).not.toContain("elsewhere");
  });

  it("names the methods of a page", async () => {
    expect((await sendRaw(port, rawRequest("DELETE /account"))).head).toContain("Allow: GET, HEAD");
  });
});

describe("the front's own refusals (I14)", () => {
  it.each([
    ["no host", rawRequest("GET /api/health", [])],
    ["two hosts", rawRequest("GET /api/health", ["Host: a", "Host: b"])],
    ["two lengths", rawRequest("POST /api/users", ["Host: a", "Content-Length: 1", "Content-Length: 2"])],
    [
      "length and chunks",
      rawRequest("POST /api/users", ["Host: a", "Content-Length: 1", "Transfer-Encoding: chunked"]),
    ],
    ["a huge head", rawRequest("GET /api/health", ["Host: a", `X-Filler: ${"x".repeat(20_000)}`])],
    ["an unknown expectation", rawRequest("POST /api/users", ["Host: a", "Expect: a miracle"])],
    ["something else", "\x16\x03\x01\r\n\r\n"],
  ])("refuses %s with 400 in the envelope, and closes", async (_name, bytes) => {
    const { result: answer, lines } = await captureLogs(() => sendRaw(port, bytes));
    const envelope = answer.envelope();
    expect(envelope).toMatchObject({ error: { code: "MALFORMED_REQUEST" } });
    expect(answer.status).toBe(400);
    expect(answer.head).toMatch(/Connection: close/i);
    expect(lines.map((line) => line.requestId)).toContain(envelope.meta.requestId);
  });

  it("ignores an upgrade (T7)", async () => {
    const fields = [
      "Host: a",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ];
    const bytes = `${["GET /account HTTP/1.1", ...fields, "Connection: Upgrade, close"].join("\r\n")}\r\n\r\n`;
    expect((await sendRaw(port, bytes)).status).toBe(200);
  });

  it("answers a page's fault with 500, and only ends an answer that has begun", async () => {
    const { result: answer, lines } = await captureLogs(() => sendRaw(port, rawRequest("GET /broken")));
    expect(answer.envelope()).toMatchObject({ error: { code: "INTERNAL_ERROR" } });
    expect(lines.some((line) => line.level === "error" && line.path === "/broken")).toBe(true);
    expect((await sendRaw(port, rawRequest("GET /half"))).body).not.toContain("0\r\n\r\n");
  });
});
