import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Collector, requestIdOf, startCollector, treeOf } from "../helpers/collector";
import { sumOf } from "../helpers/prometheus";
import { ensureBuild, NEXT_START, newDatabase, type Running, startServer, stop } from "../helpers/server-process";

const token = randomBytes(32).toString("hex");

beforeAll(ensureBuild);

describe.each([
  ["the front", undefined],
  ["Next.js by itself", NEXT_START],
])("traces and metrics behind %s", (door, command) => {
  let collector: Collector;
  let server: Running;

  beforeAll(async () => {
    collector = await startCollector();
    server = await startServer({
      ...(command && { command }),
      env: {
        DATABASE_URL: await newDatabase(),
        METRICS_TOKEN: token,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_METRICS_EXPORTER: "none",
        OTEL_BSP_SCHEDULE_DELAY: "50",
      },
    });
  });
  afterAll(async () => {
    await stop(server);
    await collector.stop();
  });

  const spansOf = (requestId: string) => collector.spans().filter((span) => requestIdOf(span) === requestId);

  it("has the tree of a REST call", async () => {
    await fetch(`${server.url}/api/health/ready`, { headers: { "x-request-id": "smoke-rest-1" } });
    await expect
      .poll(() => treeOf(spansOf("smoke-rest-1")))
      .toEqual({
        "GET /api/health/ready": { "health.ready": { assertReady: { "User.findFirst": {} } } },
      });
  });

  it("has what a page reads, and nothing of Next's own, which would have the address in it", async () => {
    const headers = { "x-request-id": "smoke-page-1", cookie: `session=${"x".repeat(43)}` };
    await (await fetch(`${server.url}/sign-in?planted=1`, { headers })).text();
    const session = { "auth.session": { authenticate: { "(raw).$queryRaw": {} } } };
    const expected = door === "the front" ? { "GET (page)": session } : session;
    await expect.poll(() => treeOf(spansOf("smoke-page-1"))).toMatchObject(expected);
    expect(collector.deliveries.map(({ body }) => body.toString()).join("")).not.toContain("planted");
  });

  it("has metrics for whoever has the token", async () => {
    const answer = await fetch(`${server.url}/api/metrics`, { headers: { authorization: `Bearer ${token}` } });
    const text = await answer.text();
    const labels = { http_route: "/api/health/ready", http_response_status_code: 200 };
    expect(sumOf(text, "http_server_request_duration_seconds_count", labels)).toBeGreaterThan(0);
    expect((await fetch(`${server.url}/api/metrics`)).status).toBe(401);
  });
});
