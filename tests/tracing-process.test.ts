import { describe, expect, it, vi } from "vitest";
import { env } from "@/lib/env";
import { startApi } from "./helpers/api-server";
import { startCollector } from "./helpers/collector";
import { freePort, stop } from "./helpers/server-process";

const NEVER_BY_ITSELF = "3600000";

// A server of its own takes its time to start where everything else is at work as well.
vi.setConfig({ testTimeout: 120_000 });

const own = { DATABASE_URL: env.DATABASE_URL, MAIL_DIR: env.MAIL_DIR };

/** Has the process tell at its end which files of OpenTelemetry's SDK it has loaded. */
const TELLS = `data:text/javascript,${encodeURIComponent(
  `import { createRequire } from "node:module";
   const { cache } = createRequire(process.cwd() + "/x.js");
   const isSdk = (file) => /@opentelemetry\\/(?!api\\/)/.test(file);
   process.on("exit", () => process.stderr.write("loaded=" + Object.keys(cache).filter(isSdk).length + "\\n"));`,
)}`;
const NODE_OPTIONS = `--import ${TELLS}`;

describe("the server", () => {
  it("loads nothing of the SDK while nobody wants traces or metrics", async () => {
    const server = await startApi({ ...own, NODE_OPTIONS, OTEL_SERVICE_NAME: "off" });
    expect((await fetch(`${server.url}/api/health/ready`)).status).toBe(200);
    expect(await stop(server)).toBe(0);
    expect(server.output()).toContain("loaded=0\n");
    expect(server.output()).not.toContain("traceId");
  });

  it("sends what there is when it is told to stop, traces and metrics, as protobuf", async () => {
    const collector = await startCollector();
    const server = await startApi({
      ...own,
      NODE_OPTIONS,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: NEVER_BY_ITSELF,
      OTEL_METRIC_EXPORT_INTERVAL: NEVER_BY_ITSELF,
    });
    await fetch(`${server.url}/api/health/ready`);
    expect(collector.deliveries).toEqual([]);
    expect(await stop(server)).toBe(0);
    expect(server.output()).toMatch(/loaded=[1-9]/);
    expect(collector.deliveries.map(({ path }) => path).sort()).toEqual(["/v1/metrics", "/v1/traces"]);
    for (const { type, body } of collector.deliveries) {
      expect(type).toBe("application/x-protobuf");
      expect(body.toString("latin1")).toMatch(/health\.ready/);
    }
    await collector.stop();
  });

  it.each(["is away", "hangs"])("answers and stops as ever when the collector %s", async (fault) => {
    const collector = await startCollector({ hangs: true });
    const url = fault === "hangs" ? collector.url : `http://127.0.0.1:${await freePort()}`;
    const server = await startApi({
      ...own,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_BSP_SCHEDULE_DELAY: "50",
      OTEL_METRIC_EXPORT_INTERVAL: "100",
    });
    for (let count = 0; count < 20; count += 1) {
      expect((await fetch(`${server.url}/api/health/ready`)).status).toBe(200);
    }
    if (fault === "hangs") await expect.poll(() => collector.deliveries.length, { timeout: 15_000 }).toBeGreaterThan(0);
    expect(await stop(server)).toBe(0);
    const complaints = server
      .output()
      .split("\n")
      .filter((line) => line.includes("could not be delivered"));
    expect(complaints.length).toBeLessThanOrEqual(1);
    for (const line of complaints) expect(line).toMatch(/"requestId":"proc_/);
    await collector.stop();
  });
});
