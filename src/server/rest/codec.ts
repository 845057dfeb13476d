import { AppError, type ErrorDetail } from "@/lib/errors";
import { entityTag } from "@/lib/if-match";
import { parseStrictJson } from "@/lib/json";
import { assertNoBody, hasNone, readJsonText } from "../http/body";
import type { Located } from "../http/exchange";
import { decodeText, type Target } from "../http/url";
import type { Operation } from "./route-table";

type Values = Record<string, unknown>;

const NOTHING: Values = {};

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function readBody(operation: Operation, request: Request): Promise<Values> {
  const { hasBody, free } = operation.plan;
  if (!hasBody) {
    await assertNoBody(request);
    return NOTHING;
  }
  const text = await readJsonText(request);
  // Where there is nothing to say, saying nothing is fine.
  if (text === "" && free.size === 0) return {};
  if (text === "") throw new AppError("MALFORMED_REQUEST", { message: "The body is empty. Send a JSON object." });
  const body = parseStrictJson(text);
  if (isObject(body)) return body;
  throw new AppError("MALFORMED_REQUEST", { message: "The body must be a JSON object." });
}

function coerceAll({ plan }: Operation, texts: Iterable<readonly [string, string]>): Values {
  const values: Values = {};
  for (const [name, text] of texts) {
    const coerce = plan.coercions.get(name);
    const value = coerce ? coerce(text) : text;
    // Such a parameter is for the schema to refuse, and would be lost by an assignment.
    if (name === "__proto__") Object.defineProperty(values, name, { value, enumerable: true });
    else values[name] = value;
  }
  return values;
}

function readDates({ plan }: Operation, body: Values): Values {
  const dates: Values = {};
  for (const [name, coerce] of plan.dates) {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    if (typeof value === "string") dates[name] = coerce(value);
  }
  return dates;
}

/** A field may come from one place only: what the path gives nowhere else, and what the body takes not in the URL. */
function misplaced({ plan, params }: Operation, query: Values, body: Values): ErrorDetail[] {
  const inPath = [...Object.keys(query), ...Object.keys(body)].filter((name) => params.includes(name));
  const inBody = Object.keys(query).filter((name) => plan.hasBody && plan.free.has(name));
  return [
    ...inPath.map((field) => ({ field, issue: "Is given by the path." })),
    ...inBody.map((field) => ({ field, issue: "Belongs in the body." })),
  ];
}

function join(operation: Operation, { params, query, body }: Record<"params" | "query" | "body", Values>): Values {
  const details = misplaced(operation, query, body);
  if (details.length > 0) throw new AppError("VALIDATION_ERROR", { details });
  return { ...query, ...body, ...readDates(operation, body), ...params };
}

/**
 * Makes a procedure's input of path, query and body; at once where there is no body to wait for.
 * @throws AppError when they cannot be read, or say one thing in two places
 */
export function decodeInput(
  operation: Operation,
  segments: readonly string[],
  { target, request }: Located,
): Promise<Values> | Values {
  const named = operation.params.map((name, index) => [name, decodeText(segments[index] ?? "")] as const);
  const params = coerceAll(operation, named);
  const query = coerceAll(operation, target.query);
  if (!operation.plan.hasBody && hasNone(request)) return join(operation, { params, query, body: NOTHING });
  return readBody(operation, request).then((body) => join(operation, { params, query, body }));
}

/** The fields that follow from what a success carries: its version, and where a new thing is. */
export function successFields({ rest }: Operation, envelope: unknown, { path }: Target): Record<string, string> {
  const data = isObject(envelope) ? envelope.data : undefined;
  if (!isObject(data)) return {};
  const fields: Record<string, string> = {};
  if (typeof data.version === "number") fields.ETag = entityTag(data.version);
  if (rest.status === 201 && typeof data.id === "string") {
    fields.Location = `${path}/${encodeURIComponent(data.id)}`;
  }
  return fields;
}
