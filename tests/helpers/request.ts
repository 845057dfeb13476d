import { expect } from "vitest";
import { env } from "@/lib/env";
import { ERRORS } from "@/lib/errors";
import type { Pagination } from "@/lib/response";
import { enter } from "./door";
import { expectEnvelope, expectNothingInternal, rpcEnvelopes, type WireEnvelope, type WireFailure } from "./envelope";
import { logLinesSince, logPosition } from "./logs";
import { note } from "./recorder";

type Options = {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  rawBody?: BodyInit;
  /** A Cookie field, from `signedIn(user)`. The request then says that it comes from our own page. */
  cookie?: string;
  headers?: Record<string, string>;
};

export type ApiResult<Data> = {
  status: number;
  headers: Headers;
  /** The body as it came. */
  text: string;
  /** Of the first envelope; undefined for a failure. */
  data: Data | undefined;
  pagination: Pagination | undefined;
  error: WireFailure | undefined;
  /** Every envelope: one, or one for each call of a tRPC batch. */
  envelopes: WireEnvelope[];
};

function build(method: string, path: string, { body, rawBody, cookie, headers }: Options): Request {
  const payload = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  return new Request(new URL(path, env.APP_URL), {
    method,
    headers: {
      ...(payload !== undefined && { "content-type": "application/json" }),
      ...(cookie !== undefined && { cookie, "sec-fetch-site": "same-origin" }),
      ...headers,
    },
    ...(payload !== undefined && { body: payload }),
  });
}

function expectLogged(requestId: string, since: number): void {
  const ids = logLinesSince(since).map((line) => line.requestId ?? "");
  expect(
    ids.some((id) => id.replace(/\.\d+$/, "") === requestId),
    `no log line has ${requestId}`,
  ).toBe(true);
}

/**
 * Sends a request for a document (OpenAPI, docs page): like `api`, but the body need not be an envelope.
 * @param target a path, or a whole request of the test's own making
 */
export async function fetchDocument(method: string, target: string | Request, options: Options = {}) {
  const since = logPosition();
  const response = await enter(typeof target === "string" ? build(method, target, options) : target, since);
  const requestId = response.headers.get("x-request-id") ?? "";
  expect(requestId).toMatch(/^[A-Za-z0-9_-]{8,128}$/);
  expectLogged(requestId, since);
  return { status: response.status, headers: response.headers, text: await response.text(), requestId };
}

/**
 * Sends a request through the door (`handleApiRequest`, unless a proof says otherwise), and holds every answer to what all answers must be: an envelope with the
 * request ID of the X-Request-Id field, which a log line has too; a documented status; nothing internal in the body.
 */
export async function api<Data = unknown>(
  method: string,
  target: string | Request,
  options: Options = {},
): Promise<ApiResult<Data>> {
  const { status, headers, text, requestId } = await fetchDocument(method, target, options);
  const envelopes = text === "" && (isBodiless(method) || status === 304) ? [] : readEnvelopes(text, headers);
  expectNothingInternal(text);
  for (const envelope of envelopes) {
    expect(envelope.meta.requestId).toBe(requestId);
    if (envelopes.length === 1) expectStatus(status, envelope);
    if (!envelope.success) note(`answer ${envelope.error.code}`, "failure");
  }
  const first = envelopes[0];
  return {
    status,
    headers,
    text,
    // The test says what it expects; the assertions that follow hold it to that.
    data: first?.success ? (first.data as Data) : undefined,
    pagination: first?.success ? first.meta.pagination : undefined,
    error: first && !first.success ? first.error : undefined,
    envelopes,
  };
}

function isBodiless(method: string): boolean {
  return method === "HEAD" || method === "OPTIONS";
}

function readEnvelopes(text: string, headers: Headers): WireEnvelope[] {
  expect(headers.get("content-type")).toMatch(/^application\/json/);
  const body: unknown = JSON.parse(text);
  const isEnvelope = typeof body === "object" && body !== null && "success" in body;
  return (isEnvelope ? [body] : rpcEnvelopes(body)).map(expectEnvelope);
}

function expectStatus(status: number, envelope: WireEnvelope): void {
  if (envelope.success) expect([200, 201, 202]).toContain(status);
  else expect(status).toBe(ERRORS[envelope.error.code].status);
}
