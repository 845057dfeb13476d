import { describe, expect, it } from "vitest";
import { expectEnvelope, expectNothingInternal, rpcEnvelopes } from "../helpers/envelope";

const meta = { requestId: "req_01jd3k5t9v2x4y6z8a0b1c2d3e", timestamp: "2026-01-01T00:00:00.000Z" };
const failure = { success: false, error: { code: "NOT_FOUND", message: "There is nothing here." }, meta };
const pagination = { limit: 20, nextCursor: null };

describe("expectEnvelope", () => {
  it.each([
    ["a success", { success: true, data: { id: "1" }, meta }],
    ["null as data", { success: true, data: null, meta }],
    ["a list", { success: true, data: [], meta: { ...meta, pagination } }],
    ["a failure", failure],
    ["blame", { ...failure, error: { ...failure.error, details: [{ field: "email", issue: "Required." }] } }],
  ])("takes %s", (_name, body) => {
    expect(expectEnvelope(body)).toEqual(body);
  });

  it.each([
    ["no data", { success: true, meta }],
    ["no meta", { success: true, data: 1 }],
    ["data in a failure", { ...failure, data: null }],
    ["a stack", { ...failure, error: { ...failure.error, stack: "x" } }],
    ["a code of nobody's", { ...failure, error: { code: "TEAPOT", message: "x" } }],
    ["empty details", { ...failure, error: { ...failure.error, details: [] } }],
    ["a time without milliseconds", { ...failure, meta: { ...meta, timestamp: "2026-01-01T00:00:00Z" } }],
    ["a bare value", "ok"],
  ])("refuses %s", (_name, body) => {
    expect(() => expectEnvelope(body)).toThrow();
  });
});

describe("expectNothingInternal", () => {
  it.each([
    ["a stack", "Error: x\\n    at run (/app/src/lib/x.ts:1:2)"],
    ["a path", "ENOENT /app/node_modules/x"],
    ["a library", "PrismaClientKnownRequestError"],
    ["a code of the library's", "failed with P2002"],
    ["SQL", "SELECT `id` FROM `users`"],
    ["an errno", "connect ECONNREFUSED 127.0.0.1:3306"],
    ["a hash", '{"passwordHash":"x"}'],
  ])("refuses %s", (_name, text) => {
    expect(() => expectNothingInternal(text)).toThrow("something internal has left the server");
  });

  it("lets an ordinary answer through", () => {
    expectNothingInternal(
      JSON.stringify({ success: true, data: { name: "Ada at home", email: "ada@example.org" }, meta }),
    );
  });
});

describe("rpcEnvelopes", () => {
  it("unpacks a success, a failure and a batch", () => {
    const success = { success: true, data: 1, meta };
    const ok = { result: { data: { json: success } } };
    const data = { ...failure, code: "NOT_FOUND", httpStatus: 404, path: "user.byId" };
    const bad = { error: { json: { message: "x", code: -32004, data } } };
    expect(rpcEnvelopes(ok)).toEqual([success]);
    expect(rpcEnvelopes([ok, bad])).toEqual([success, failure]);
  });
});
