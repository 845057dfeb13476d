import type { NextConfig } from "next";

// Read when a command starts, whichever way it was started.
process.env.NEXT_TELEMETRY_DISABLED = "1";

const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // A redirect of `/api/…/` would leave the envelope.
  skipTrailingSlashRedirect: true,
  // `npm run check` reads all types once, tests included.
  typescript: { ignoreBuildErrors: true },
  // The image optimiser would fetch what a caller names; nothing here needs it.
  images: { unoptimized: true },
  productionBrowserSourceMaps: false,
  turbopack: { root: import.meta.dirname },
  // Native parts, files read at run time, or worker threads: bundling breaks them.
  serverExternalPackages: [
    "@libsql/client",
    "@node-rs/argon2",
    "@opentelemetry/core",
    "@opentelemetry/exporter-metrics-otlp-http",
    "@opentelemetry/exporter-metrics-otlp-proto",
    "@opentelemetry/exporter-prometheus",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/exporter-trace-otlp-proto",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-metrics",
    "@opentelemetry/sdk-trace",
    "@prisma/adapter-libsql",
    "@prisma/adapter-mariadb",
    "@prisma/client",
    "mariadb",
    "nodemailer",
    "pino",
    "pino-pretty",
    "rate-limiter-flexible",
    "swagger-ui-dist",
  ],
  // The API sets its own.
  headers: async () => [{ source: "/((?!api(?:/|$)).*)", headers }],
};

export default config;
