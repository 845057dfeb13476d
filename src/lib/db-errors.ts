import { Prisma } from "@/generated/mysql/client";
import { AppError, type ErrorDetail } from "./errors";

const TAKEN = "Is already taken.";
const HELD = "What it belongs to is gone, or something that belongs to it is still there.";
/** Errors of the connection, the pool or a time-out, by Prisma's code. */
const AWAY = new Set([
  "P1000",
  "P1001",
  "P1002",
  "P1003",
  "P1008",
  "P1011",
  "P1017",
  "P2024",
  "P2028",
  "P2034",
  "P2037",
]);
/** What Prisma has no code of its own for, and whatever goes wrong in a raw query. */
const UNSORTED = new Set(["P2039", "P2010"]);
/** Node's own, of a connection that was lost just then: the driver hands these on as they are. */
const LOST_CONNECTION = /^(E(CONN|HOST|NET|PIPE|TIMEDOUT)|EAI_)/;
const AWAY_NAMES = new Set(["PrismaClientInitializationError", "PrismaClientRustPanicError"]);
/** What the drivers say when Prisma has no code of its own for it (P2039): MariaDB's, then SQLite's primary ones. */
const AWAY_MARIADB = new Set([1020, 1021, 1040, 1053, 1114, 1129, 1203, 1205, 1290, 1317, 1836, 1927, 1969, 3024]);
const AWAY_SQLITE = new Set([5, 6, 7, 8, 10, 11, 13, 14, 26]);
/** From here on the codes are the MariaDB connector's own: no connection, time-out, pool exhausted. */
const CONNECTOR_CODES = 45_000;
const PRIMARY_CODE = 0xff;
/** Keys and hashes are not the client's to choose, so it cannot be blamed for them. */
const NEVER_NAMED = /^id$|hash$/i;

/** The database could not even be opened. */
export class DatabaseAwayError extends Error {
  override readonly name = "DatabaseAwayError";
}

type DriverConstraint = { fields?: string[]; index?: string };
type DriverCause = { kind?: string; originalCode?: string; state?: string; constraint?: DriverConstraint };
type PrismaMeta = { modelName?: string; driverAdapterError?: { cause?: DriverCause } };
type PrismaError = { name: string; code?: string; meta?: PrismaMeta };

type AdapterError = Error & { cause: DriverCause };
type LibsqlError = Error & { rawCode: number };

// What goes wrong with BEGIN, COMMIT and ROLLBACK comes as the adapter or the driver made it, without a code of Prisma's.

function isLibsqlError(error: Error): error is LibsqlError {
  return error.name === "LibsqlError" && "rawCode" in error && typeof error.rawCode === "number";
}

function isAdapterError(error: Error): error is AdapterError {
  return error.name === "DriverAdapterError" && typeof error.cause === "object" && error.cause !== null;
}

function asPrismaError(error: unknown): PrismaError | null {
  if (!(error instanceof Error)) return null;
  if (isLibsqlError(error)) {
    const cause = { kind: "sqlite", originalCode: String(error.rawCode) };
    return { name: error.name, code: "P2039", meta: { driverAdapterError: { cause } } };
  }
  if (isAdapterError(error)) return { name: error.name, code: "P2039", meta: { driverAdapterError: error } };
  return error.name.startsWith("PrismaClient") ? error : null;
}

/** As it is when the driver lost the connection at COMMIT. */
function isLostConnection(error: unknown): boolean {
  return error instanceof Error && "code" in error && LOST_CONNECTION.test(String(error.code));
}

function fieldNames(model: string | undefined): string[] {
  const enums: Record<string, unknown> = Prisma;
  const fields = enums[`${model}ScalarFieldEnum`];
  return typeof fields === "object" && fields !== null ? Object.keys(fields) : [];
}

function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Takes an index's name apart from its end, which by our naming is `<table>_<column…>_key`. */
function columnsOfIndex(index: string, columns: readonly string[]): string[] {
  const longestFirst = columns.toSorted((one, other) => other.length - one.length);
  const found: string[] = [];
  for (let rest = index.replace(/_key$/, ""); ; ) {
    const column = longestFirst.find((name) => rest.endsWith(`_${name}`));
    if (column === undefined) return found;
    found.push(column);
    rest = rest.slice(0, -column.length - 1);
  }
}

/** The fields to blame, by their names on the wire. SQLite names the columns, MariaDB the index. */
function fieldsOf({ meta }: PrismaError): string[] {
  const { fields, index } = meta?.driverAdapterError?.cause?.constraint ?? {};
  const names = fieldNames(meta?.modelName);
  const columns = fields ?? columnsOfIndex(index?.split(".").at(-1) ?? "", names.map(columnOf));
  return names.filter((name) => columns.includes(columnOf(name)) && !NEVER_NAMED.test(name));
}

function isDriverAway({ kind, originalCode, state }: DriverCause): boolean {
  const code = Number(originalCode);
  if (kind === "sqlite") return AWAY_SQLITE.has(code & PRIMARY_CODE);
  return code >= CONNECTOR_CODES || AWAY_MARIADB.has(code) || state?.startsWith("08") === true;
}

function isAway({ name, code = "", meta }: PrismaError): boolean {
  if (AWAY_NAMES.has(name) || AWAY.has(code) || LOST_CONNECTION.test(code)) return true;
  return UNSORTED.has(code) && isDriverAway(meta?.driverAdapterError?.cause ?? {});
}

/** True for a write that a unique index refused. */
export function isUniqueViolation(error: unknown): boolean {
  return asPrismaError(error)?.code === "P2002";
}

/**
 * Turns what Prisma threw into what a client may see, the same for both databases.
 * @returns null when the error is none of the database's
 */
export function databaseError(error: unknown): AppError | null {
  if (error instanceof DatabaseAwayError || isLostConnection(error))
    return new AppError("SERVICE_UNAVAILABLE", { cause: error });
  const known = asPrismaError(error);
  if (!known) return null;
  if (known.code === "P2002") {
    const details: ErrorDetail[] = fieldsOf(known).map((field) => ({ field, issue: TAKEN }));
    return new AppError("CONFLICT", { cause: error, ...(details.length > 0 && { details }) });
  }
  // A row that points at it, or that it points at: gone, or there, since the caller looked.
  if (known.code === "P2003") return new AppError("CONFLICT", { cause: error, message: HELD });
  if (known.code === "P2025") return new AppError("NOT_FOUND", { cause: error });
  return new AppError(isAway(known) ? "SERVICE_UNAVAILABLE" : "INTERNAL_ERROR", { cause: error });
}
