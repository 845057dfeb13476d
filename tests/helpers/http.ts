import { expect } from "vitest";
import { expectEnvelope, expectNothingInternal, type WireEnvelope } from "./envelope";

export type HttpAnswer = { status: number; headers: Headers; envelope: WireEnvelope };

/** A request over real HTTP, whose answer must be an envelope with the request ID of its field. */
export async function call(method: string, url: string, options: { body?: unknown; cookie?: string } = {}) {
  const { body, cookie } = options;
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...(cookie && { cookie }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expectNothingInternal(text);
  const envelope = expectEnvelope(JSON.parse(text));
  expect(response.headers.get("x-request-id")).toBe(envelope.meta.requestId);
  return { status: response.status, headers: response.headers, envelope };
}

/** The session cookie that a sign-in set, as a Cookie field. */
export function cookieOf({ headers }: Pick<HttpAnswer, "headers">): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");
}
