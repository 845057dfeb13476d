import superjson from "superjson";
import { ERRORS, type ErrorCode } from "@/lib/errors";
import { failure } from "@/lib/response";
import { createContext } from "@/server/context";
import { toAppError } from "@/server/errors";
import { sessionCookieName } from "@/server/session-cookie";
import { door } from "./door-name";
import { expectEnvelope, type WireEnvelope } from "./envelope";
import type { Definition } from "./procedure-rules";
import { rawCall } from "./raw-call";
import { api } from "./request";
import type { Input } from "./samples";

export type Answer = { status: number; envelope: WireEnvelope; setCookie: string | null; isReplay?: boolean };

/** One way to call a procedure, as the holder of a session token or as nobody; with an Idempotency-Key where one is given. */
type Surface = (definition: Definition, input: Input, token: string | null, key?: string) => Promise<Answer>;

function statusOf(envelope: WireEnvelope, success: number): number {
  return envelope.success ? success : ERRORS[envelope.error.code].status;
}

function sent(token: string | null, key: string | undefined) {
  return {
    ...(token !== null && { cookie: `${sessionCookieName()}=${token}` }),
    ...(key !== undefined && { headers: { "idempotency-key": key } }),
  };
}

/** What the answer's fields say. */
function fieldsOf(headers: Headers): Pick<Answer, "setCookie" | "isReplay"> {
  return { setCookie: headers.get("set-cookie"), isReplay: headers.get("idempotency-replayed") === "true" };
}

function onTheWire(value: unknown): WireEnvelope {
  return expectEnvelope(JSON.parse(JSON.stringify(value)));
}

const caller: Surface = async (definition, input, token, key) => {
  const context = createContext({ sessionToken: token, idempotencyKey: key ?? null });
  const envelope = await rawCall(context, definition.path, input).then(onTheWire, (error: unknown) =>
    onTheWire(failure(toAppError(error))),
  );
  return {
    status: statusOf(envelope, successStatus(definition)),
    envelope,
    ...fieldsOf(context.responseHeaders),
  };
};

function successStatus({ meta }: Definition): number {
  return (meta?.rest || undefined)?.status ?? 200;
}

/** The request of one call, or of a batch with a sibling that does not exist. */
function trpcRequest({ path, type }: Definition, input: Input, batch: boolean) {
  const call = superjson.serialize(input);
  const calls = batch ? { 0: call, 1: { json: {} } } : call;
  const target = `/api/trpc/${path}${batch ? ",no.such?batch=1" : ""}`;
  if (type === "mutation") return { method: "POST", target, body: { body: calls } };
  const query = new URLSearchParams({ input: JSON.stringify(calls) });
  return { method: "GET", target: `${target}${batch ? "&" : "?"}${query}`, body: {} };
}

function expectNotFound(sibling: WireEnvelope | undefined): void {
  if (!sibling || sibling.success || sibling.error.code !== "NOT_FOUND") throw new Error("the sibling was found");
}

async function overTrpc(batch: boolean, ...[definition, input, token, key]: Parameters<Surface>): Promise<Answer> {
  const { method, target, body } = trpcRequest(definition, input, batch);
  const { envelopes, headers, status } = await api(method, target, { ...sent(token, key), ...body });
  const [envelope, sibling] = envelopes;
  if (!envelope) throw new Error("no envelope");
  if (batch) expectNotFound(sibling);
  // tRPC has one status for a whole batch, and none but 200 for a success.
  const own = batch || envelope.success ? statusOf(envelope, successStatus(definition)) : status;
  return { status: own, envelope, ...fieldsOf(headers) };
}

const rest: Surface = async ({ meta }, input, token, key) => {
  const mapping = meta?.rest;
  if (!mapping) throw new Error("is not on REST");
  const left = { ...input };
  const path = mapping.path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = String(left[name]);
    delete left[name];
    return encodeURIComponent(value);
  });
  const hasBody = ["POST", "PUT", "PATCH"].includes(mapping.method);
  const query = hasBody
    ? ""
    : `?${new URLSearchParams(Object.entries(left).map(([name, value]) => [name, String(value)]))}`;
  const options = { ...sent(token, key), ...(hasBody && { body: left }) };
  const { envelopes, headers, status } = await api(mapping.method, `/api${path}${query}`, options);
  const [envelope] = envelopes;
  if (!envelope) throw new Error("no envelope");
  return { status, envelope, ...fieldsOf(headers) };
};

/** Every way to call a procedure. */
export const SURFACES: Readonly<Record<"caller" | "trpc" | "batch" | "rest", Surface>> = {
  caller,
  trpc: (...call) => overTrpc(false, ...call),
  batch: (...call) => overTrpc(true, ...call),
  rest,
};

/** What must be alike: all but the request's own ID and time, and what is made anew (ids, tokens, cursors). */
export function comparable({ status, envelope, setCookie }: Answer) {
  const seen: string[] = [];
  const text = JSON.stringify({ ...envelope, meta: { ...envelope.meta, requestId: "", timestamp: "" } })
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      if (!seen.includes(id)) seen.push(id);
      return `id-${seen.indexOf(id)}`;
    })
    .replace(/"nextCursor":"[^"]+"/, '"nextCursor":"…"')
    // Tokens, challenges and other random bits; recovery codes; and what is drawn of them.
    .replace(/"[\w-]{43,}"/g, '"…"')
    .replace(/"gk_[0-9A-Za-z]{8}"/g, '"gk_…"')
    .replace(/"[0-9a-z]{4}(?:-[0-9a-z]{4}){3}"/g, '"…"')
    .replace(/(-sample-)[0-9a-f]{8}"/g, '$1…"')
    // What changes from one moment to the next.
    .replace(/"(uptimeSeconds|rssBytes|heapUsedBytes|latencyMs)":[\d.]+/g, '"$1":0')
    .replace(/"(secret|uri|url|qrSvg)":"(?:[^"\\]|\\.)*"/g, '"$1":"…"');
  // Where each answer is made by another process, at another time.
  const timeless = door === "next" ? text.replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"…"') : text;
  return { status, body: JSON.parse(timeless), setCookie: setCookie?.replace(/=[\w-]{43};/, "=…;") ?? null };
}

type Verdict = ErrorCode | "OK";

export function verdict({ envelope }: Pick<Answer, "envelope">): Verdict {
  return envelope.success ? "OK" : envelope.error.code;
}
