import { z } from "zod";

const TOKEN = /^[A-Za-z0-9._~+/-]{32,512}=*$/;
const TOKEN_ISSUE =
  "must have at least 32 letters, digits and . _ ~ + / -, and not repeat itself; make one with: openssl rand -hex 32";
const PROTOCOLS = ["http/protobuf", "http/json"] as const;
const PROTOCOL_ISSUE = "may only be http/protobuf or http/json; gRPC is not built in";
const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

const blankAsMissing = (value: unknown) => (value === "" ? undefined : value);

function optional<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(blankAsMissing, schema.optional());
}

const tokenSchema = z.string().refine((value) => TOKEN.test(value) && new Set(value).size >= 10, TOKEN_ISSUE);
const exporter = optional(z.enum(["otlp", "none"], "may only be otlp or none"));
const endpoint = optional(z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" }));
const protocol = optional(z.enum(PROTOCOLS, PROTOCOL_ISSUE));
const milliseconds = (standard: number) =>
  z.preprocess(blankAsMissing, z.coerce.number().int().min(50).max(3_600_000).default(standard));

/**
 * The variables about what the server tells of itself. OpenTelemetry's have the names and meanings that its specification
 * gives them; those that are not here (headers, compression, certificates, resource attributes) its libraries read.
 */
export const telemetryVariables = {
  METRICS_TOKEN: optional(tokenSchema),
  OTEL_SDK_DISABLED: optional(z.enum(["true", "false"], "may only be true or false")),
  OTEL_SERVICE_NAME: z.preprocess(blankAsMissing, z.string().max(255).default("gatehouse")),
  OTEL_TRACES_EXPORTER: exporter,
  OTEL_METRICS_EXPORTER: exporter,
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol,
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: protocol,
  OTEL_TRACES_SAMPLER: z.preprocess(blankAsMissing, z.enum(SAMPLERS).default("parentbased_always_on")),
  OTEL_TRACES_SAMPLER_ARG: z.preprocess(blankAsMissing, z.coerce.number().min(0).max(1).default(1)),
  OTEL_BSP_SCHEDULE_DELAY: milliseconds(5_000),
  OTEL_METRIC_EXPORT_INTERVAL: milliseconds(60_000),
};

type Values = z.output<z.ZodObject<typeof telemetryVariables>>;
type Exporter = Values["OTEL_TRACES_EXPORTER"];

export type Telemetry = {
  traces: boolean;
  /** Whether metrics are sent to a collector. */
  pushesMetrics: boolean;
  /** Whether anything is measured, for whomever. */
  metrics: boolean;
};

/** Without an exporter's name, an address to send to is what switches it on: nothing is sent by itself. */
function isOn(values: Values, exporter: Exporter, own: string | undefined): boolean {
  if (values.OTEL_SDK_DISABLED === "true" || exporter === "none") return false;
  return exporter === "otlp" || own !== undefined || values.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined;
}

/** What is switched on. `OTEL_SDK_DISABLED` does not touch `/api/metrics`, which has its own switch. */
export function telemetryOf(values: Values): Telemetry {
  const { OTEL_TRACES_EXPORTER, OTEL_METRICS_EXPORTER, METRICS_TOKEN } = values;
  const pushesMetrics = isOn(values, OTEL_METRICS_EXPORTER, values.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT);
  return {
    traces: isOn(values, OTEL_TRACES_EXPORTER, values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT),
    pushesMetrics,
    metrics: pushesMetrics || METRICS_TOKEN !== undefined,
  };
}
