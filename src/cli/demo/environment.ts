import { randomBytes } from "node:crypto";
import { FILES, keepPrivate, prepareFolder } from "./files";

const DEFAULT_PORT = "3000";

/**
 * Everything that the demo runs with. Each variable is set, if only to "", so that nothing of a real `.env` gets in:
 * the demo must not touch another database, nor send mails to anyone.
 */
export function demoEnvironment(port: string | undefined, logLevel: string | undefined): Record<string, string> {
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
    REDIS_URL: "",
    METRICS_TOKEN: "",
    RATE_LIMIT_READS: "",
    RATE_LIMIT_WRITES: "",
    ALLOW_INSECURE_REDIS: "",
    ALLOW_INSECURE_DATABASE: "",
    OAUTH_GITHUB_CLIENT_ID: "",
    OAUTH_GITHUB_CLIENT_SECRET: "",
    OAUTH_GITHUB_URL: "",
    OAUTH_GOOGLE_CLIENT_ID: "",
    OAUTH_GOOGLE_CLIENT_SECRET: "",
    OIDC_PROVIDERS: "",
    DRAIN_MS: "0",
    LOG_LEVEL: logLevel || "warn",
  };
}
