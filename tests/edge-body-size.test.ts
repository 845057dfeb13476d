import { describe, expect, it } from "vitest";
import { api } from "./helpers/request";

const CAP = 65_536;

function chunked(size: number, counter = { sent: 0 }): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      pull(controller) {
        if (counter.sent >= size) return controller.close();
        counter.sent += 16_384;
        controller.enqueue(new Uint8Array(16_384).fill(0x20));
      },
    },
    { highWaterMark: 0 },
  );
}

function streaming(path: string, body: ReadableStream, headers: Record<string, string> = {}): Request {
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body, duplex: "half" };
  return new Request(new URL(path, "http://localhost:3000"), init);
}

describe.each(["/api/auth/sign-in", "/api/trpc/auth.signIn"])("the size of a body, at %s (I3)", (path) => {
  it("over 64 KiB is refused", async () => {
    const { status, error } = await api("POST", path, { rawBody: " ".repeat(CAP + 1) });
    expect({ status, code: error?.code }).toEqual({ status: 413, code: "PAYLOAD_TOO_LARGE" });
  });

  it("of 64 KiB is read", async () => {
    expect((await api("POST", path, { rawBody: '{"x":1}'.padEnd(CAP) })).status).toBe(400);
  });

  it("that is as long as announced is read", async () => {
    const rawBody = '{"email":1}';
    const headers = { "content-length": String(rawBody.length) };
    expect((await api("POST", path, { rawBody, headers })).status).toBe(400);
  });

  it("that is announced too large is refused before it is read", async () => {
    const counter = { sent: 0 };
    const request = streaming(path, chunked(CAP * 4, counter), { "content-length": String(CAP + 1) });
    expect((await api("POST", request)).status).toBe(413);
    expect(counter.sent).toBe(0);
  });

  it("that is not announced is read up to the cap and no further", async () => {
    const counter = { sent: 0 };
    expect((await api("POST", streaming(path, chunked(CAP * 100, counter)))).status).toBe(413);
    expect(counter.sent).toBeLessThanOrEqual(CAP + 2 * 16_384);
  });

  it("that is announced too small is refused all the same", async () => {
    expect((await api("POST", streaming(path, chunked(CAP * 2), { "content-length": "10" }))).status).toBe(413);
  });

  it.each(["-1", "1e3", "x", "1, 1"])("announced as %s is refused", async (length) => {
    const { error } = await api("POST", streaming(path, chunked(0), { "content-length": length }));
    expect(error).toMatchObject({ code: "MALFORMED_REQUEST", message: "Content-Length is not a number." });
  });

  it("that breaks off is 400", async () => {
    const broken = new ReadableStream({
      start: (controller) => controller.error(new Error("ECONNRESET at /src/x.ts")),
    });
    const { error } = await api("POST", streaming(path, broken));
    expect(error).toMatchObject({ code: "MALFORMED_REQUEST", message: "The body did not arrive whole." });
  });
});
