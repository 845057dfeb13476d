import { expect } from "vitest";
import { z } from "zod";
import { ERRORS, type ErrorCode, type ErrorDetail } from "@/lib/errors";

const paginationSchema = z.strictObject({
  limit: z.int(),
  nextCursor: z.string().nullable(),
  total: z.int().optional(),
});
const metaSchema = z.strictObject({ requestId: z.string(), timestamp: z.iso.datetime({ precision: 3 }) });
const codes = Object.keys(ERRORS);
const detailSchema = z.strictObject({ field: z.string().min(1), issue: z.string().min(1) });

const successSchema = z.strictObject({
  success: z.literal(true),
  data: z.unknown(),
  meta: metaSchema.extend({ pagination: paginationSchema.optional() }),
});
const failureSchema = z.strictObject({
  success: z.literal(false),
  error: z.strictObject({
    code: z.string().refine((code): code is ErrorCode => codes.includes(code), "not in the catalogue"),
    message: z.string().min(1),
    details: z.array(detailSchema).min(1).optional(),
  }),
  meta: metaSchema,
});
const envelopeSchema = z.discriminatedUnion("success", [successSchema, failureSchema]);

export type WireFailure = { code: ErrorCode; message: string; details?: ErrorDetail[] };
export type WireEnvelope = z.infer<typeof envelopeSchema>;

/** What must never leave the server: stacks, paths, driver and database talk. */
const INTERNALS = [
  /\n\s+at /,
  /\bat \S+ \(.*:\d+:\d+\)/,
  /node_modules|node:internal|file:\/\/|\/src\/|\.tsx?:\d/,
  /prisma|libsql|mariadb|sqlite|mysql|argon2/i,
  // A word of its own: three letters turn up in random tokens.
  /\bzod(error)?\b/i,
  /\bP[12]\d{3}\b/,
  /\b(SELECT .* FROM|INSERT INTO|UPDATE .* SET|DELETE FROM)\b/,
  /\b(ECONN|EPIPE|ETIMEDOUT|ENOENT|SQLITE_)/,
  /password_?hash|token_?hash|\$argon2/i,
];

/** What `system.read` tells an admin on purpose. */
const MEANT = /"prisma":"[\d.]+"|"engine":"\w+"/g;

/** Fails when the text of an answer tells of the server's inside. */
export function expectNothingInternal(text: string): void {
  const rest = text.replace(MEANT, "");
  for (const pattern of INTERNALS) expect(rest, "something internal has left the server").not.toMatch(pattern);
}

/** Fails unless the value is exactly one of the two envelopes; gives it back with its type. */
export function expectEnvelope(value: unknown): WireEnvelope {
  const parsed = envelopeSchema.safeParse(value);
  if (!parsed.success) {
    expect.fail(`not an envelope: ${JSON.stringify(value)}\n${z.prettifyError(parsed.error)}`);
  }
  expect(value).toHaveProperty(parsed.data.success ? "data" : "error");
  return parsed.data;
}

const rpcSchema = z.union([
  z.object({ result: z.object({ data: z.object({ json: z.unknown() }) }) }).transform(({ result }) => result.data.json),
  z.object({ error: z.object({ json: z.object({ data: z.record(z.string(), z.unknown()) }) }) }).transform((body) => {
    // What tRPC's own client needs stands beside the envelope.
    const { code: _code, httpStatus: _status, path: _path, ...envelope } = body.error.json.data;
    return envelope;
  }),
]);

/** The envelopes inside a tRPC answer: one, or one for each call of a batch. */
export function rpcEnvelopes(body: unknown): unknown[] {
  return z.array(rpcSchema).parse(Array.isArray(body) ? body : [body]);
}
