import { describe, expect, it } from "vitest";
import { EnvError, loadEnv } from "@/lib/env-schema";

function problem(source: Record<string, string>): string {
  try {
    loadEnv(source);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvError);
    return error instanceof Error ? error.message : "";
  }
  return "none";
}

const OFF = { traces: false, pushesMetrics: false, metrics: false };

describe("OpenTelemetry's variables", () => {
  const COLLECTOR = "http://127.0.0.1:4318";

  it.each([
    [{}, OFF],
    [{ OTEL_SERVICE_NAME: "x", OTEL_TRACES_SAMPLER: "always_on" }, OFF],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR }, { traces: true, pushesMetrics: true, metrics: true }],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR, OTEL_METRICS_EXPORTER: "none" },
      { ...OFF, traces: true },
    ],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${COLLECTOR}/v1/traces` }, { ...OFF, traces: true }],
    [{ OTEL_TRACES_EXPORTER: "otlp" }, { ...OFF, traces: true }],
    [{ OTEL_METRICS_EXPORTER: "otlp" }, { traces: false, pushesMetrics: true, metrics: true }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR, OTEL_SDK_DISABLED: "true" }, OFF],
  ])("%j switch on %j", (source, telemetry) => {
    expect(loadEnv(source).TELEMETRY).toEqual(telemetry);
  });

  it.each([
    ["OTEL_TRACES_EXPORTER", "zipkin"],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4318"],
    ["OTEL_TRACES_SAMPLER", "sometimes"],
    ["OTEL_TRACES_SAMPLER_ARG", "2"],
    ["OTEL_BSP_SCHEDULE_DELAY", "soon"],
  ])("refuse %s=%s by name", (name, value) => {
    expect(problem({ [name]: value })).toContain(`${name}: `);
  });
});

describe("METRICS_TOKEN", () => {
  it("is nobody's unless it is set", () => {
    expect(loadEnv({ METRICS_TOKEN: "" })).toMatchObject({ METRICS_TOKEN: undefined, TELEMETRY: OFF });
    const token = "0123456789abcdef0123456789abcdef";
    expect(loadEnv({ METRICS_TOKEN: token })).toMatchObject({
      METRICS_TOKEN: token,
      TELEMETRY: { ...OFF, metrics: true },
    });
  });

  it.each([
    "short-0123456789",
    "a".repeat(64),
    "with a space 0123456789-0123456789-0",
    "ü0123456789abcdef0123456789abcdef",
  ])("refuses %j, without repeating it (S5)", (METRICS_TOKEN) => {
    expect(problem({ METRICS_TOKEN })).toContain("METRICS_TOKEN: must have at least 32");
    expect(problem({ METRICS_TOKEN })).not.toContain(METRICS_TOKEN);
  });
});
