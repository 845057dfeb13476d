import type { ErrorObject } from "ajv";
import { z } from "zod";
import type { FuzzField, FuzzOperation, Schema } from "./fuzz-document";
import type { Input } from "./fuzz-inputs";
import type { WireRequest } from "./http-client";

export type FuzzSurface = "rest" | "trpc";

/** What two oracles that are not the server say about an input as it arrives: the document, and the procedure's schema. */
export type Verdict = {
  isValid: boolean;
  /** The fields that are to blame, at the top. */
  fields: ReadonlySet<string>;
};

/** Stands for what has no form in UTF-8: half of a surrogate pair, encoded as if it were a character. */
const HALF = "%ED%A0%80";

function encode(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : HALF;
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(asText).join(",");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** What a text in a URL means where the document says that it is one of these. */
function read({ type }: Schema, text: string): unknown {
  const isNumber = type === "integer" || type === "number";
  if (isNumber && /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

function isInstant(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(value)) return false;
  const date = new Date(value);
  return (
    !Number.isNaN(date.getTime()) && date.getUTCFullYear() >= 1 && date.toISOString().startsWith(value.slice(0, 19))
  );
}

function isDate({ schema }: FuzzField): boolean {
  return schema.format === "date-time";
}

function isPassword({ schema }: FuzzField): boolean {
  return schema.format === "password";
}

const entriesOf = (input: Input): Input => Object.fromEntries(Object.entries(input));

function withFields(input: Input, fields: readonly FuzzField[], read: (field: FuzzField, value: unknown) => unknown) {
  const result = entriesOf(input);
  for (const field of fields) {
    if (Object.hasOwn(input, field.name)) result[field.name] = read(field, input[field.name]);
  }
  return result;
}

function fieldOfError({ instancePath, keyword, params }: ErrorObject): string {
  if (instancePath !== "") return (instancePath.split("/")[1] ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
  const { missingProperty, additionalProperty } = params;
  return String(keyword === "required" ? missingProperty : additionalProperty);
}

function fieldsOfIssue(issue: z.core.$ZodIssue): string[] {
  if (issue.path.length > 0) return [String(issue.path[0])];
  return issue.code === "unrecognized_keys" ? issue.keys : [];
}

/** Judges an input as it arrives over that surface. */
export function judge(operation: FuzzOperation, surface: FuzzSurface, input: Input): Verdict {
  const inUrl = operation.fields.filter(({ place }) => surface === "rest" && place !== "body");
  const texts = withFields(input, inUrl, ({ schema }, value) => read(schema, asText(value)));
  // The length of a password is that of its normal form, which JSON Schema cannot say.
  const arrived = withFields(texts, operation.fields.filter(isPassword), (_field, value) => {
    return typeof value === "string" ? value.normalize("NFKC") : value;
  });
  const names = new Set(operation.fields.map(({ name }) => name));
  // An unknown name in a URL has a text for its value, whatever it was: that it is unknown is all that counts.
  const fields = new Set(Object.keys(arrived).filter((name) => !names.has(name)));
  if (!operation.input(arrived)) for (const error of operation.input.errors ?? []) fields.add(fieldOfError(error));
  const dated = withFields(arrived, operation.fields.filter(isDate), (_field, value) => {
    return isInstant(value) ? new Date(value) : value;
  });
  const issues = operation.definition.inputs.flatMap((schema) => {
    return schema instanceof z.ZodType ? (schema.safeParse(dated).error?.issues ?? []) : [];
  });
  for (const field of issues.flatMap(fieldsOfIssue)) fields.add(field);
  return { isValid: fields.size === 0, fields };
}

/** JSON, with the keys that an assignment would lose. */
function json(input: Input): string {
  return JSON.stringify(input);
}

function restRequest(operation: FuzzOperation, input: Input): WireRequest {
  const inPath = operation.fields.filter(({ place }) => place === "path").map(({ name }) => name);
  const path = operation.template.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    return Object.hasOwn(input, name) ? encode(asText(input[name])) : "";
  });
  const rest = Object.entries(input).filter(([name]) => !inPath.includes(name));
  if (operation.hasBody) {
    const body = json(Object.fromEntries(rest));
    return { method: operation.method, path, headers: { "content-type": "application/json" }, body };
  }
  const query = rest.map(([name, value]) => `${encode(name)}=${encode(asText(value))}`).join("&");
  return { method: operation.method, path: query === "" ? path : `${path}?${query}`, headers: {} };
}

/** One call as tRPC's client sends it. */
function trpcCall(operation: FuzzOperation, input: Input): { json: Input; meta?: unknown } {
  const dates = operation.fields.filter((field) => isDate(field) && isInstant(input[field.name]));
  const values = Object.fromEntries(dates.map(({ name }) => [name, ["Date"]]));
  return { json: input, ...(dates.length > 0 && { meta: { values } }) };
}

function trpcRequest(operation: FuzzOperation, input: Input): WireRequest {
  const path = `/api/trpc/${operation.id}`;
  const call = JSON.stringify(trpcCall(operation, input));
  if (operation.definition.type === "query")
    return { method: "GET", path: `${path}?input=${encode(call)}`, headers: {} };
  return { method: "POST", path, headers: { "content-type": "application/json" }, body: call };
}

/** The request by which a client would send that input. */
export function requestOf(operation: FuzzOperation, surface: FuzzSurface, input: Input): WireRequest {
  return surface === "rest" ? restRequest(operation, input) : trpcRequest(operation, input);
}
