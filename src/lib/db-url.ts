import { existsSync, readFileSync } from "node:fs";
import type { PoolConfig } from "mariadb";
import { EnvError } from "./env-schema";

export type DatabaseKind = "sqlite" | "mysql";

/** Milliseconds and numbers, and the bounds that a URL may move them within. */
const LIMITS = {
  acquireTimeout: { value: 750, min: 100, max: 10_000 },
  socketTimeout: { value: 3_500, min: 500, max: 60_000 },
  connectTimeout: { value: 1_000, min: 100, max: 10_000 },
  connectionLimit: { value: 10, min: 1, max: 100 },
  // Of each connection; MySQL keeps 16,382 for all of them, unless it is told otherwise.
  prepareCacheLength: { value: 100, min: 0, max: 1_000 },
} as const;

/** For as long as an outage may last: past this the pool looks less and less often whether the database is back. */
const KEEP_TRYING_MS = 30 * 24 * 60 * 60 * 1000;

const OTHERS = ["ssl", "sslCa", "allowPublicKeyRetrieval"];

/** Which of the two engines a DATABASE_URL speaks to. */
export function databaseKind(url: string): DatabaseKind {
  return url.startsWith("file:") ? "sqlite" : "mysql";
}

function bounded(params: URLSearchParams, name: keyof typeof LIMITS): number {
  const { value, min, max } = LIMITS[name];
  const given = params.get(name);
  if (given === null) return value;
  const number = Number(given);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new EnvError(`DATABASE_URL: ${name} must be a whole number from ${min} to ${max}`);
}

function flag(params: URLSearchParams, name: string): boolean {
  const value = params.get(name) ?? "false";
  if (value !== "true" && value !== "false") throw new EnvError(`DATABASE_URL: ${name} must be true or false`);
  return value === "true";
}

function tls(params: URLSearchParams): PoolConfig["ssl"] {
  const file = params.get("sslCa");
  if (!flag(params, "ssl")) {
    if (file !== null) throw new EnvError("DATABASE_URL: sslCa needs ssl=true beside it");
    return false;
  }
  if (file === null) return { rejectUnauthorized: true };
  if (!existsSync(file)) throw new EnvError(`DATABASE_URL: sslCa names ${file}, which does not exist`);
  return { rejectUnauthorized: true, ca: readFileSync(file, "utf8") };
}

/** The driver's message would repeat the URL, and with it the password. */
function parse(databaseUrl: string): { url: URL; user: string; password: string; database: string } {
  try {
    const url = new URL(databaseUrl);
    const { username, password, pathname } = url;
    const [user, word, database] = [username, password, pathname.slice(1)].map(decodeURIComponent);
    return { url, user: user ?? "", password: word ?? "", database: database ?? "" };
  } catch {
    throw new EnvError("DATABASE_URL: is not a valid URL; escape what is special in the user and the password");
  }
}

function assertKnown(params: URLSearchParams): void {
  for (const name of params.keys()) {
    if (!(name in LIMITS) && !OTHERS.includes(name)) throw new EnvError(`DATABASE_URL: unknown parameter ${name}`);
    if (params.getAll(name).length > 1) throw new EnvError(`DATABASE_URL: ${name} is given twice`);
  }
}

/**
 * Turns a `mysql://` URL into the pool's settings, with every time-out set: a driver left to itself waits
 * for ever on a hung database.
 * @throws EnvError on an unknown parameter or a value out of bounds
 */
export function mariaDbPool(databaseUrl: string): PoolConfig {
  const { url, user, password, database } = parse(databaseUrl);
  const params = url.searchParams;
  assertKnown(params);
  if (url.hostname === "") throw new EnvError("DATABASE_URL: the host is missing");
  if (database === "") throw new EnvError("DATABASE_URL: the name of the database is missing after the host");
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 3306 : Number(url.port),
    user,
    password,
    database,
    acquireTimeout: bounded(params, "acquireTimeout"),
    socketTimeout: bounded(params, "socketTimeout"),
    connectTimeout: bounded(params, "connectTimeout"),
    connectionLimit: bounded(params, "connectionLimit"),
    // Prisma's adapter would have none, and prepare and close each statement each time.
    prepareCacheLength: bounded(params, "prepareCacheLength"),
    initializationTimeout: KEEP_TRYING_MS,
    ssl: tls(params),
    allowPublicKeyRetrieval: flag(params, "allowPublicKeyRetrieval"),
    // The schema's collation: literals then compare byte by byte, as the columns do.
    collation: "UTF8MB4_BIN",
    timezone: "Z",
  };
}
