import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { refusalResponse, refuse, refuseConnection } from "@/front/refusal";
import { AppError } from "@/lib/errors";
import { expectEnvelope } from "../helpers/envelope";
import { captureLogs } from "../helpers/logs";

const error = () => new AppError("PAYLOAD_TOO_LARGE", { headers: { "X-Own": "kept" } });
let server: Server;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(answer: (response: ServerResponse) => void): Promise<string> {
  server = createServer((_incoming, response) => answer(response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
}

function expectRefusal({ status, headers }: Response, body: string): void {
  expect(status).toBe(413);
  expect(headers.get("content-type")).toBe("application/json");
  expect(headers.get("content-length")).toBe(String(Buffer.byteLength(body)));
  expect(headers.get("x-own")).toBe("kept");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  const envelope = expectEnvelope(JSON.parse(body));
  expect(envelope).toMatchObject({ success: false, error: { code: "PAYLOAD_TOO_LARGE" } });
  expect(headers.get("x-request-id")).toBe(envelope.meta.requestId);
}

describe("refuse", () => {
  it("answers with the envelope, closes the connection, and logs one line with the same request ID", async () => {
    const url = await listen((response) => refuse(response, error()));
    const { result, lines } = await captureLogs(() => fetch(url));
    expectRefusal(result, await result.text());
    expect(result.headers.get("connection")).toBe("close");
    const requestId = result.headers.get("x-request-id");
    expect(lines).toMatchObject([{ level: "info", code: "PAYLOAD_TOO_LARGE", msg: "refused by the front", requestId }]);
  });

  it("breaks off an answer that has begun, so that nobody takes it for a whole one", async () => {
    const url = await listen((response) => {
      response.writeHead(200, { "Content-Type": "text/plain" });
      response.write("the first half", () => refuse(response, error()));
    });
    const begun = await fetch(url);
    expect(begun.status).toBe(200);
    await expect(begun.text()).rejects.toThrow("terminated");
  });
});

describe("refusalResponse", () => {
  it("is the same as a Response", async () => {
    const response = refusalResponse(error());
    expectRefusal(response, await response.text());
  });
});

describe("refuseConnection", () => {
  it("writes a whole HTTP answer on the bare connection, and closes it", async () => {
    // Like the server's own sockets, it stays open until somebody closes it.
    const socket = new PassThrough({ autoDestroy: false });
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    refuseConnection(socket, error());
    await once(socket, "close");
    const [head = "", body = ""] = Buffer.concat(chunks).toString().split("\r\n\r\n");
    const [statusLine, ...fields] = head.split("\r\n");
    expect(statusLine).toBe("HTTP/1.1 413 Payload Too Large");
    const headers = fields.map((field): [string, string] => [field.split(": ")[0] ?? "", field.split(": ")[1] ?? ""]);
    expectRefusal(new Response(null, { status: 413, headers }), body);
    expect(socket.destroyed).toBe(true);
  });

  it("writes nothing on a connection that has been ended, and lets go of it", async () => {
    const socket = new PassThrough();
    socket.end();
    const { lines } = await captureLogs(() => refuseConnection(socket, error()));
    expect(socket.read()).toBeNull();
    expect(socket.destroyed).toBe(true);
    expect(lines).toEqual([]);
  });
});
