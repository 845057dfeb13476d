import { TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError, ERRORS, type ErrorCode, invalidField } from "@/lib/errors";
import { failure } from "@/lib/response";
import "@/schemas/messages.schema";
import { toAppError, toTrpcError } from "@/server/errors";

/** The table of the contract: code, status, tRPC code. */
const CONTRACT = [
  ["MALFORMED_REQUEST", 400, "PARSE_ERROR"],
  ["VALIDATION_ERROR", 400, "BAD_REQUEST"],
  ["UNAUTHENTICATED", 401, "UNAUTHORIZED"],
  ["FORBIDDEN", 403, "FORBIDDEN"],
  ["REAUTHENTICATION_REQUIRED", 403, "FORBIDDEN"],
  ["NOT_FOUND", 404, "NOT_FOUND"],
  ["METHOD_NOT_ALLOWED", 405, "METHOD_NOT_SUPPORTED"],
  ["CONFLICT", 409, "CONFLICT"],
  ["PRECONDITION_FAILED", 412, "PRECONDITION_FAILED"],
  ["PAYLOAD_TOO_LARGE", 413, "PAYLOAD_TOO_LARGE"],
  ["URI_TOO_LONG", 414, "BAD_REQUEST"],
  ["UNSUPPORTED_MEDIA_TYPE", 415, "UNSUPPORTED_MEDIA_TYPE"],
  ["IDEMPOTENCY_MISMATCH", 422, "UNPROCESSABLE_CONTENT"],
  ["RATE_LIMITED", 429, "TOO_MANY_REQUESTS"],
  ["INTERNAL_ERROR", 500, "INTERNAL_SERVER_ERROR"],
  ["SERVICE_UNAVAILABLE", 503, "SERVICE_UNAVAILABLE"],
  ["TIMEOUT", 504, "GATEWAY_TIMEOUT"],
] as const satisfies [ErrorCode, number, string][];

describe("the error catalogue", () => {
  it("is the contract's table, whole", () => {
    expect(Object.entries(ERRORS).map(([code, { status, trpc }]) => [code, status, trpc])).toEqual(CONTRACT);
  });

  it("has a sentence for the client and one for the documentation, for each code", () => {
    for (const { message, when } of Object.values(ERRORS)) {
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(when).toMatch(/^[A-Z`].*\.$/);
    }
  });

  it.each([
    ["UNAUTHENTICATED", "WWW-Authenticate", /^Bearer realm=/],
    ["RATE_LIMITED", "Retry-After", /^\d+$/],
    ["SERVICE_UNAVAILABLE", "Retry-After", /^\d+$/],
  ] as const)("gives %s its %s field", (code, name, form) => {
    expect(new AppError(code).headers[name]).toMatch(form);
  });
});

describe("toAppError", () => {
  const secret = new Error("SELECT * FROM users at /srv/app/src/lib/x.ts:3");

  it("keeps an AppError, also inside of a TRPCError", () => {
    const error = invalidField("email", "Is bad.");
    expect(toAppError(error)).toBe(error);
    expect(toAppError(toTrpcError(error))).toBe(error);
    expect(toTrpcError(error)).toMatchObject({ code: "BAD_REQUEST", message: "One or more fields are invalid." });
  });

  it.each([secret, "a text", null, undefined, 7, { code: "NOT_FOUND", status: 404 }])(
    "makes INTERNAL_ERROR of %j, with the fixed message, and keeps it as the cause",
    (thrown) => {
      const error = toAppError(thrown);
      expect(failure(error).error).toEqual({ code: "INTERNAL_ERROR", message: ERRORS.INTERNAL_ERROR.message });
      expect(error.cause).toBe(thrown);
    },
  );

  it("replaces the message that tRPC would send of an unexpected error", () => {
    const wrapped = new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: secret.message, cause: secret });
    expect(toAppError(wrapped)).toMatchObject({ code: "INTERNAL_ERROR", message: ERRORS.INTERNAL_ERROR.message });
  });

  it.each([
    ["PARSE_ERROR", "MALFORMED_REQUEST"],
    ["BAD_REQUEST", "MALFORMED_REQUEST"],
    ["NOT_FOUND", "NOT_FOUND"],
    ["METHOD_NOT_SUPPORTED", "METHOD_NOT_ALLOWED"],
    ["UNSUPPORTED_MEDIA_TYPE", "UNSUPPORTED_MEDIA_TYPE"],
    ["PAYLOAD_TOO_LARGE", "PAYLOAD_TOO_LARGE"],
    ["TIMEOUT", "TIMEOUT"],
    ["CLIENT_CLOSED_REQUEST", "INTERNAL_ERROR"],
  ] as const)("takes tRPC's own %s for %s, without its text", (code, ours) => {
    const error = toAppError(new TRPCError({ code, message: 'No procedure found on path "x"' }));
    expect(error).toMatchObject({ code: ours, message: ERRORS[ours].message });
  });

  it("names each field of a schema's refusal, and each unknown key (I19)", () => {
    const schema = z.strictObject({ a: z.strictObject({ b: z.array(z.int()) }) });
    const { error } = schema.safeParse(JSON.parse('{"a":{"b":[1,"x"],"c":1},"d":1,"__proto__":{"x":1}}'));
    expect(toAppError(new TRPCError({ code: "BAD_REQUEST", cause: error }))).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [
        { field: "a.b.1", issue: "Must be a number." },
        { field: "a.c", issue: "Is not a known field." },
        { field: "d", issue: "Is not a known field." },
        { field: "__proto__", issue: "Is not a known field." },
      ],
    });
  });

  it("does not take a schema's refusal of our own output for the client's fault", () => {
    const { error } = z.string().safeParse(7);
    expect(toAppError(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: error })).code).toBe("INTERNAL_ERROR");
  });
});
