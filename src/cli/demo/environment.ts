import { randomBytes } from "node:crypto";
import { FILES, keepPrivate, prepareFolder } from "./files";

const DEFAULT_PORT = "3000";
/** What the demo tells of itself, and to whom, may be said in the shell that it is started from. */
const PASSED_ON = [
  "METRICS_TOKEN",
  "OTEL_SDK_DISABLED",
  "OTEL_SERVICE_NAME",
  "OTEL_TRACES_EXPORTER",
  "OTEL_METRICS_EXPORTER",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
  "OTEL_EXPORTER_OTLP_PROTOCOL",
  "OTEL_EXPORTER_OTLP_HEADERS",
  "OTEL_TRACES_SAMPLER",
  "OTEL_TRACES_SAMPLER_ARG",
  "OTEL_BSP_SCHEDULE_DELAY",
  "OTEL_METRIC_EXPORT_INTERVAL",
];

type Read = (name: string) => string | undefined;

/**
 * Everything that the demo runs with. Each variable is set, if only to "", so that nothing of a real `.env` gets in:
 * the demo must not touch another database, nor send mails to anyone.
 */
export function demoEnvironment(read: Read): Record<string, string> {
  const port = read("PORT");
  prepareFolder();
  return {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: "file:./.data/demo.db",
    APP_SECRET: keepPrivate(FILES.secret, () => randomBytes(48).toString("base64url")),
    APP_URL: `http://localhost:${port || DEFAULT_PORT}`,
    PORT: port || DEFAULT_PORT,
    SMTP_URL: "",
    MAIL_FROM: "",
    MAIL_DIR: "",
    DEV_MAILBOX: "yes",
    CORS_ORIGINS: "",
    TRUSTED_PROXIES: "",
    LOG_FORMAT: "",
    LOG_FILE: "",
    REDIS_URL: "",
    RATE_LIMIT_READS: "",
    RATE_LIMIT_WRITES: "",
    MAX_CONCURRENT_REQUESTS: "",
    ALLOW_INSECURE_REDIS: "",
    ALLOW_INSECURE_DATABASE: "",
    OAUTH_GITHUB_CLIENT_ID: "",
    OAUTH_GITHUB_CLIENT_SECRET: "",
    OAUTH_GITHUB_URL: "",
    OAUTH_GOOGLE_CLIENT_ID: "",
    OAUTH_GOOGLE_CLIENT_SECRET: "",
    OIDC_PROVIDERS: "",
    DRAIN_MS: "0",
    LOG_LEVEL: read("LOG_LEVEL") || "warn",
    ...Object.fromEntries(PASSED_ON.map((name) => [name, read(name) ?? ""])),
  };
}
