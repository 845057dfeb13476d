import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { findLines } from "@/cli/trace/lines";
import { tellStory } from "@/cli/trace/story";
import { env } from "@/lib/env";
import { startApi } from "./helpers/api-server";
import { type Collector, requestIdOf, startCollector, treeOf, type WireSpan } from "./helpers/collector";
import { type Running, stop } from "./helpers/server-process";
import { makeUser, signedIn, type TestUser } from "./helpers/world";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN_ID = "00f067aa0ba902b7";
const SERVER = 2;

// A server of its own takes its time to start where everything else is at work as well.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let collector: Collector;
let server: Running | undefined;
let admin: TestUser;
let cookie: string;
let count = 0;

beforeAll(async () => {
  collector = await startCollector();
  server = await startApi({
    DATABASE_URL: env.DATABASE_URL,
    MAIL_DIR: env.MAIL_DIR,
    LOG_LEVEL: "debug",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_METRICS_EXPORTER: "none",
    OTEL_BSP_SCHEDULE_DELAY: "50",
  });
  admin = await makeUser({ role: "ADMIN" });
  cookie = (await signedIn(admin)).cookie;
});
afterAll(async () => {
  if (server) await stop(server);
  await collector.stop();
});

/** Sends it, and gives its spans once the request's own has arrived, which ends last. */
async function spansOf(path: string, headers: Record<string, string> = {}, init: RequestInit = {}) {
  count += 1;
  const requestId = `traced-request-${count}`;
  const answer = await fetch(`${server?.url}${path}`, { ...init, headers: { "x-request-id": requestId, ...headers } });
  const own = () => collector.spans().filter((span) => String(requestIdOf(span)).split(".")[0] === requestId);
  await expect.poll(() => own().some(({ kind }) => kind === SERVER), { timeout: 15_000 }).toBe(true);
  return { answer, requestId, spans: own() };
}

const root = (spans: readonly WireSpan[]) => spans.find(({ kind }) => kind === SERVER);

describe("a traced request", () => {
  it("is one tree: HTTP, procedure, service and each query, all with the request ID", async () => {
    // The first one in a minute also notes when the session was last used.
    await spansOf("/api/auth/session", { cookie });
    const { spans, requestId } = await spansOf(`/api/users/${admin.id}`, { cookie });
    expect(treeOf(spans)).toEqual({
      "GET /api/users/{id}": {
        "user.byId": { authenticate: { "(raw).$queryRaw": {} }, getUser: { "User.findUnique": {} } },
      },
    });
    expect(new Set(spans.map(requestIdOf))).toEqual(new Set([requestId]));
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(root(spans)?.attributes).toMatchObject({
      "http.request.method": "GET",
      "http.route": "/api/users/{id}",
      "http.response.status_code": 200,
    });
  });

  it("tells what was decided on its way", async () => {
    const { spans } = await spansOf("/api/users", {});
    const call = spans.find(({ name }) => name === "user.list");
    expect(call?.attributes).toMatchObject({ "gatehouse.code": "UNAUTHENTICATED", "rpc.method": "user.list" });
    expect(call?.events.map(({ name }) => name)).toEqual(expect.arrayContaining(["limit", "authentication"]));
    // A refusal is no fault.
    expect(spans.map(({ status }) => status.code)).toEqual(spans.map(() => 0));
  });

  it("shows a transaction with its queries", async () => {
    const body = JSON.stringify({ email: "traced@example.org", name: "Traced" });
    const headers = { cookie, "content-type": "application/json", "sec-fetch-site": "same-origin" };
    const { spans, answer } = await spansOf("/api/users", headers, { method: "POST", body });
    expect(answer.status).toBe(201);
    const create = treeOf(spans)["POST /api/users"]?.["user.create"]?.createUser;
    expect(Object.keys(create?.transaction ?? {})).toEqual(expect.arrayContaining(["User.createMany"]));
  });

  it("numbers the calls of a batch", async () => {
    const { spans, requestId } = await spansOf("/api/trpc/health.live,health.live?batch=1&input=%7B%7D");
    const calls = spans.filter(({ name }) => name === "health.live").map(requestIdOf);
    expect(calls.sort()).toEqual([`${requestId}.0`, `${requestId}.1`]);
    expect(root(spans)).toMatchObject({ name: "GET /api/trpc/{procedure}" });
  });

  it("is found from each of its log lines", async () => {
    const { spans, requestId } = await spansOf(`/api/users/${admin.id}`, { cookie });
    const lines = (server?.output() ?? "").split("\n").filter((line) => line.includes(`"${requestId}"`));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line).toContain(`"traceId":"${spans[0]?.traceId}"`);
  });

  it("is told by npm run trace as well, with each query and its time", async () => {
    const { spans, requestId } = await spansOf(`/api/users/${admin.id}`, { cookie });
    const story = tellStory(requestId, await findLines(Readable.from([server?.output() ?? ""]), requestId));
    expect(story).toMatchObject({ traceId: spans[0]?.traceId, request: { route: "/api/users/{id}", status: 200 } });
    const steps = story?.calls[0]?.steps ?? [];
    const queries = steps.filter(({ kind }) => kind === "query").map(({ what }) => what);
    expect(queries).toEqual(["(raw).$queryRaw", "User.findUnique"]);
    expect(story?.calls[0]).toMatchObject({ path: "user.byId", code: "OK", queries: 2 });
  });

  it("has a name for what has no route", async () => {
    const { spans } = await spansOf("/api/nowhere?secret=planted-nowhere");
    expect(root(spans)).toMatchObject({ name: "GET", attributes: { "http.response.status_code": 404 } });
  });
});

describe("traceparent", () => {
  const withParent = async (traceparent: string) => (await spansOf("/api/health", { traceparent })).spans;

  it("is gone on with, and its word on sampling is a stranger's", async () => {
    for (const flags of ["00", "01"]) {
      const spans = await withParent(`00-${TRACE_ID}-${SPAN_ID}-${flags}`);
      expect(root(spans)).toMatchObject({ traceId: TRACE_ID, parentSpanId: SPAN_ID });
    }
  });

  it.each([
    "",
    "x",
    `00-${TRACE_ID.toUpperCase()}-${SPAN_ID}-01`,
    `00-${"0".repeat(32)}-${SPAN_ID}-01`,
    `00-${TRACE_ID}-${"0".repeat(16)}-01`,
    `ff-${TRACE_ID}-${SPAN_ID}-01`,
    `00-${TRACE_ID}-${SPAN_ID}-01-more`,
    `00-${TRACE_ID}-${SPAN_ID}-01, 00-${TRACE_ID}-${SPAN_ID}-01`,
    `01-${TRACE_ID}-${SPAN_ID}-01-${"x".repeat(300)}`,
  ])("that is none begins a new trace: %j", async (field) => {
    const spans = await withParent(field);
    expect(root(spans)?.parentSpanId).toBe("");
    expect(root(spans)?.traceId).not.toBe(TRACE_ID);
  });
});

describe("what leaves the server", () => {
  it("has nothing of a person's in it, and no secret (T8)", async () => {
    const planted = ["planted-password-1", "planted@example.org", "planted-token", "planted-agent", "planted-query"];
    const headers = {
      "content-type": "application/json",
      "user-agent": "planted-agent",
      tracestate: "x=planted-token",
      baggage: "x=planted-token",
      cookie: "session=planted-token",
    };
    const body = JSON.stringify({ email: "planted@example.org", password: "planted-password-1" });
    await spansOf("/api/auth/sign-in", { ...headers, "sec-fetch-site": "same-origin" }, { method: "POST", body });
    await spansOf("/api/users?q=planted-query", { ...headers, cookie });
    await spansOf("/api/auth/session", { authorization: "Bearer planted-token" });
    const sent = collector.deliveries.map((delivery) => delivery.body.toString()).join("\n");
    expect(sent).toContain("auth.signIn");
    const session = cookie.slice(cookie.indexOf("=") + 1);
    for (const secret of [...planted, session, admin.email, admin.id, "SELECT "]) expect(sent).not.toContain(secret);
  });
});
