import { z } from "zod";
import { developmentSecret } from "./dev-secret";
import { limitsProblem, limitVariables } from "./env-limits";
import { isMailboxOpen, mailboxProblem } from "./env-mailbox";
import { isLoopback, oauthProblem, oauthProviders, oauthVariables } from "./env-oauth";
import { telemetryOf, telemetryVariables } from "./env-telemetry";
import { isNetwork } from "./network";

/** A variable is missing or wrong; the message names it and is meant for whoever starts the server. */
export class EnvError extends Error {
  override readonly name = "EnvError";
}

const MIN_SECRET_LENGTH = 32;

const list = z
  .string()
  .default("")
  .transform((value) => value.split(",").map((item) => item.trim()))
  .transform((items) => items.filter((item) => item !== ""));

const blankAsMissing = (value: unknown) => (value === "" ? undefined : value);

function optional<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(blankAsMissing, schema.optional());
}

const DATABASE_URL_ISSUE = "must start with file: (SQLite) or mysql:// / mariadb://";
const databaseUrlSchema = z
  .string()
  .regex(/^(file:.|(mysql|mariadb):\/\/.)/, { error: DATABASE_URL_ISSUE, abort: true })
  .refine((value) => value.startsWith("file:") || URL.canParse(value), "is not a valid URL; escape user and password");

const originSchema = z.string().refine((value) => {
  // A star is a valid host to the URL parser, and would look like a pattern that we do not have.
  if (value.includes("*") || !URL.canParse(value)) return false;
  const { origin, protocol } = new URL(value);
  return /^https?:$/.test(protocol) && origin === value;
}, "each must be an exact origin such as https://app.example.org, without a path");

const proxySchema = z.string().refine(isNetwork, "each must be an address or a range such as 10.0.0.0/8");

const appUrlSchema = z
  .url({ protocol: /^https?$/, error: "must be an http:// or https:// address", abort: true })
  .refine((value) => new URL(value).pathname === "/" && !/[?#]/.test(value), "must have no path, query or fragment")
  .transform((value) => new URL(value).origin);

const secretsSchema = list.refine(
  (secrets) => secrets.every((secret) => secret.length >= MIN_SECRET_LENGTH && new Set(secret).size >= 10),
  `each secret must have at least ${MIN_SECRET_LENGTH} characters and not repeat itself; make one with: openssl rand -base64 48`,
);

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  DATABASE_URL: z.preprocess(blankAsMissing, databaseUrlSchema.default("file:./.data/dev.db")),
  APP_SECRET: secretsSchema,
  APP_URL: optional(appUrlSchema),
  PORT: z.preprocess(blankAsMissing, z.coerce.number().int().min(1).max(65_535).default(3000)),
  DRAIN_MS: z.preprocess(blankAsMissing, z.coerce.number().int().min(0).max(60_000).default(500)),
  SMTP_URL: optional(z.url({ protocol: /^smtps?$/, error: "must be smtp://… or smtps://…" })),
  MAIL_FROM: z.preprocess(blankAsMissing, z.string().default("Gatehouse <no-reply@localhost>")),
  MAIL_DIR: z.preprocess(blankAsMissing, z.string().default(".data/mail")),
  DEV_MAILBOX: optional(z.enum(["yes", "no"], "may only be 'yes' or 'no'")),
  LOG_LEVEL: z.preprocess(blankAsMissing, z.enum(["debug", "info", "warn", "error", "silent"]).default("info")),
  LOG_FORMAT: optional(z.enum(["json", "pretty"])),
  CORS_ORIGINS: list.pipe(z.array(originSchema)),
  TRUSTED_PROXIES: list.pipe(z.array(proxySchema)),
  ALLOW_INSECURE_DATABASE: optional(z.enum(["yes"], "may only be 'yes'")),
  ...limitVariables,
  ...oauthVariables,
  ...telemetryVariables,
});

type Source = Record<string, string | undefined>;

function explain(error: z.ZodError): string {
  const lines = error.issues.map((issue) => `  ${String(issue.path[0])}: ${issue.message}`);
  return `The configuration is not usable:\n${lines.join("\n")}\nSee .env.example for every variable.`;
}

function requireForProduction(condition: boolean, name: string, advice: string): void {
  if (!condition) throw new EnvError(`The configuration is not usable:\n  ${name}: ${advice}\nSee .env.example.`);
}

function refuseClearTextDatabase(url: string, allowed: boolean): void {
  if (url.startsWith("file:")) return;
  const parsed = new URL(url);
  const encrypted = parsed.searchParams.get("ssl") === "true";
  const advice =
    "sends its traffic in clear text to another machine. Add ?ssl=true, or set ALLOW_INSECURE_DATABASE=yes on a private network";
  requireForProduction(encrypted || isLoopback(parsed.hostname) || allowed, "DATABASE_URL", advice);
}

/** What a server that people use must have, and must not do. */
function requireForRealUse(values: z.output<typeof schema>): void {
  requireForProduction(
    values.APP_SECRET.length > 0,
    "APP_SECRET",
    "is missing. Make one with: openssl rand -base64 48",
  );
  requireForProduction(
    values.APP_URL !== undefined,
    "APP_URL",
    "is missing. It is the address that links in mails use",
  );
  refuseClearTextDatabase(values.DATABASE_URL, values.ALLOW_INSECURE_DATABASE === "yes");
  const clearText = limitsProblem(values);
  if (clearText) requireForProduction(false, clearText.name, clearText.advice);
}

/**
 * Reads and checks every variable that the server uses.
 * @param source the raw variables, as `process.env` has them
 * @throws EnvError naming each variable that is missing or wrong
 */
export function loadEnv(source: Source) {
  const parsed = schema.safeParse({ ...source, APP_SECRET: source.APP_SECRET ?? "" });
  if (!parsed.success) throw new EnvError(explain(parsed.error));
  const values = parsed.data;
  const problem = oauthProblem(values) ?? mailboxProblem(values);
  if (problem) requireForProduction(false, problem.name, problem.advice);
  const building = source.NEXT_PHASE === "phase-production-build";
  if (values.NODE_ENV === "production" && !building) {
    requireForRealUse(values);
  }
  return Object.freeze({
    ...values,
    APP_SECRET: values.APP_SECRET.length > 0 ? values.APP_SECRET : [developmentSecret()],
    APP_URL: values.APP_URL ?? `http://localhost:${values.PORT}`,
    DEV_MAILBOX: isMailboxOpen(values),
    OAUTH_PROVIDERS: oauthProviders(values),
    TELEMETRY: telemetryOf(values),
    LOG_FORMAT: values.LOG_FORMAT ?? (process.stdout.isTTY ? "pretty" : "json"),
    REVISION: source.npm_package_version ?? "0.0.0",
  });
}

/** The database alone, for command lines that need no other variable. */
export function readDatabaseUrl(source: Source): string {
  const parsed = schema.shape.DATABASE_URL.safeParse(source.DATABASE_URL);
  if (parsed.success) return parsed.data;
  throw new EnvError(`The configuration is not usable:\n  DATABASE_URL: ${DATABASE_URL_ISSUE}`);
}

export type Env = ReturnType<typeof loadEnv>;
