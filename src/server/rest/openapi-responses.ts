import { z } from "zod";
import { ERRORS, type ErrorCode, type ErrorDetail } from "@/lib/errors";
import type { Meta } from "../trpc";
import { innermost } from "./coercion";
import { REQUEST_ID } from "./openapi-headers";
import { failureSchema, type Json, listMetaSchema, metaSchema, type SchemaBook } from "./openapi-schemas";
import type { Operation } from "./route-table";

const HEADERS_BY_CODE: Partial<Record<ErrorCode, string[]>> = {
  UNAUTHENTICATED: ["WWW-Authenticate"],
  METHOD_NOT_ALLOWED: ["Allow"],
  RATE_LIMITED: ["Retry-After"],
  SERVICE_UNAVAILABLE: ["Retry-After"],
};

const DETAILS_BY_CODE: Partial<Record<ErrorCode, ErrorDetail[]>> = {
  VALIDATION_ERROR: [{ field: "email", issue: "Required." }],
};

const EVERYWHERE: ErrorCode[] = [
  "MALFORMED_REQUEST",
  "VALIDATION_ERROR",
  "METHOD_NOT_ALLOWED",
  "URI_TOO_LONG",
  "INTERNAL_ERROR",
  "SERVICE_UNAVAILABLE",
  "TIMEOUT",
];

function isLimited({ rateLimit }: Meta): boolean {
  return rateLimit !== false;
}

function limitFields(meta: Meta): string[] {
  return isLimited(meta) ? ["RateLimit-Policy", "RateLimit"] : [];
}

/** Where a code is explained. */
export function errorPage(code: ErrorCode): string {
  return `/docs/errors/${code}`;
}

/** The path alone is enough for these. */
const BEFORE_PROCEDURES: ErrorCode[] = ["METHOD_NOT_ALLOWED", "URI_TOO_LONG"];

/** The failures that a caller of this operation may meet. */
export function codesOf({ meta, params, plan, type, rest }: Operation): ErrorCode[] {
  const codes = new Set<ErrorCode>([...EVERYWHERE, ...(meta.errors ?? [])]);
  if (meta.access !== "public") codes.add("UNAUTHENTICATED");
  // Without the permission; a change may also be refused for coming from another site.
  if (meta.access !== "public" || type === "mutation") codes.add("FORBIDDEN");
  if (isLimited(meta)) codes.add("RATE_LIMITED");
  // What an idempotency key may meet, and an If-Match, also where there is no version to match.
  if (type === "mutation") codes.add("CONFLICT").add("IDEMPOTENCY_MISMATCH");
  if (["PUT", "PATCH", "DELETE"].includes(rest.method)) codes.add("PRECONDITION_FAILED");
  if (params.length > 0) codes.add("NOT_FOUND");
  if (plan.hasBody) codes.add("PAYLOAD_TOO_LARGE").add("UNSUPPORTED_MEDIA_TYPE");
  return [...codes].sort((a, b) => ERRORS[a].status - ERRORS[b].status);
}

function headerReferences(names: readonly string[]): Json {
  return Object.fromEntries([REQUEST_ID, ...names].map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function failureExample(book: SchemaBook, schema: Json, code: ErrorCode): Json {
  const { meta } = z.object({ meta: z.unknown() }).parse(book.sample(schema));
  const details = DETAILS_BY_CODE[code];
  const error = { code, message: ERRORS[code].message, ...(details && { details }) };
  return { summary: ERRORS[code].when, value: { success: false, error, meta } };
}

function pascal(code: string): string {
  return code.toLowerCase().replace(/(?:^|_)(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

/** What a success may carry: the fields of its object or, where it is one of several, of each. */
function shapeOf(output: z.ZodType): Record<string, unknown> {
  const inner = innermost(output);
  if (inner instanceof z.ZodObject) return inner.shape;
  const options = inner instanceof z.ZodUnion ? inner.options : [];
  return Object.assign({}, ...options.map((option) => (option instanceof z.ZodType ? shapeOf(option) : {})));
}

/** Whether the answer has an `ETag`. */
export function hasVersion({ output }: Operation): boolean {
  return "version" in shapeOf(output);
}

function notModified({ meta }: Operation): Json {
  const headers = headerReferences(["ETag", ...limitFields(meta)]);
  return { description: "It is what `If-None-Match` names. There is no body.", headers };
}

/** The answers of one document: failures that several operations share are collected as components. */
export class ResponseBook {
  readonly components: Json = {};
  readonly #schemas: SchemaBook;

  constructor(schemas: SchemaBook) {
    this.#schemas = schemas;
  }

  /** Every answer that the operation can give, by status. */
  describe(operation: Operation): Json {
    const codes = codesOf(operation);
    const failures = [...new Set(codes.map((code) => ERRORS[code].status))].map((status) => {
      const ofStatus = codes.filter((code) => ERRORS[code].status === status);
      return [String(status), this.#failure(ofStatus, operation.meta)];
    });
    return {
      [String(operation.rest.status ?? 200)]: this.#success(operation),
      ...(operation.type === "query" && hasVersion(operation) && { "304": notModified(operation) }),
      ...Object.fromEntries(failures),
    };
  }

  #failure(codes: readonly ErrorCode[], meta: Meta): Json {
    const reachesProcedure = !codes.some((code) => BEFORE_PROCEDURES.includes(code));
    const name = codes.map(pascal).join("Or") + (reachesProcedure && !isLimited(meta) ? "Unlimited" : "");
    const own = reachesProcedure ? limitFields(meta) : [];
    const schema = this.#schemas.describe(failureSchema, "output");
    const examples = codes.map((code) => [code, failureExample(this.#schemas, schema, code)]);
    this.components[name] ??= {
      description: codes.map((code) => `[\`${code}\`](${errorPage(code)}): ${ERRORS[code].when}`).join("\n\n"),
      headers: headerReferences([...codes.flatMap((code) => HEADERS_BY_CODE[code] ?? []), ...own]),
      content: { "application/json": { schema, examples: Object.fromEntries(examples) } },
    };
    return { $ref: `#/components/responses/${name}` };
  }

  #success(operation: Operation): Json {
    const { output, rest, meta, type } = operation;
    const shape = shapeOf(output);
    const isList = "items" in shape && "pagination" in shape;
    const data = isList && shape.items instanceof z.ZodType ? shape.items : output;
    const envelope = z.strictObject({
      success: z.literal(true),
      data,
      meta: isList ? listMetaSchema : metaSchema,
    });
    const schema = this.#schemas.describe(envelope, "output");
    const own = [
      ...(hasVersion(operation) ? ["ETag"] : []),
      ...(rest.status === 201 ? ["Location"] : []),
      ...(type === "mutation" ? ["Idempotency-Replayed"] : []),
      ...(meta.deprecated ? ["Deprecation", "Link"] : []),
      ...(meta.deprecated?.sunset ? ["Sunset"] : []),
    ];
    return {
      description: meta.summary ?? "Done.",
      headers: headerReferences([...own, ...limitFields(meta)]),
      content: { "application/json": { schema, example: this.#schemas.sample(schema) } },
    };
  }
}
