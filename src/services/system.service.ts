import { performance } from "node:perf_hooks";
import { z } from "zod";
import { now } from "@/lib/clock";
import { databaseKind } from "@/lib/db-url";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";
import { rateLimitStore } from "@/lib/rate-limiter";
import { readVersions } from "@/lib/versions";
import type { System } from "@/schemas/system.schema";
import type { Actor } from "./actor";
import { readOutboxQueue } from "./outbox.service";
import { assertCan } from "./permissions";

const DAY_MS = 24 * 60 * 60 * 1000;

const versionRowsSchema = z.tuple([z.object({ version: z.string() })]);
const migrationRowsSchema = z.array(z.object({ name: z.string() }));

function toTenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

async function readVersion(): Promise<{ text: string; latencyMs: number }> {
  const started = performance.now();
  // Raw, as Prisma has no word for a server's version.
  const rows = await (databaseKind(env.DATABASE_URL) === "sqlite"
    ? prisma.$queryRaw`SELECT sqlite_version() AS version`
    : prisma.$queryRaw`SELECT VERSION() AS version`);
  const [{ version }] = versionRowsSchema.parse(rows);
  return { text: version, latencyMs: toTenths(performance.now() - started) };
}

/** MariaDB says `11.8.3-MariaDB-…`, MySQL `8.4.3`, with what its packager adds. */
function engineOf(version: string): System["database"]["engine"] {
  if (databaseKind(env.DATABASE_URL) === "sqlite") return "SQLite";
  return version.includes("MariaDB") ? "MariaDB" : "MySQL";
}

async function lastMigration(): Promise<string | null> {
  // Raw, as the table of the migrations is no model.
  const rows = await prisma.$queryRaw`SELECT migration_name AS name FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name DESC LIMIT 1`;
  return migrationRowsSchema.parse(rows)[0]?.name ?? null;
}

async function readDatabase(): Promise<System["database"]> {
  const { text, latencyMs } = await readVersion();
  const [version = text] = text.split("-");
  return { engine: engineOf(text), version, latencyMs, migration: await lastMigration() };
}

async function readOutbox(): Promise<System["outbox"]> {
  const dayAgo = new Date(now().getTime() - DAY_MS);
  const [{ waiting, oldestAt }, failed, sentLastDay] = await Promise.all([
    readOutboxQueue(),
    prisma.outboxMail.count({ where: { sentAt: null, nextAttemptAt: null } }),
    prisma.outboxMail.count({ where: { sentAt: { gte: dayAgo } } }),
  ]);
  return { waiting, failed, sentLastDay, oldestWaitingAt: oldestAt };
}

function readProcess(): System["process"] {
  const { rss, heapUsed } = process.memoryUsage();
  return { uptimeSeconds: Math.floor(process.uptime()), rssBytes: rss, heapUsedBytes: heapUsed };
}

type Policies = readonly System["rateLimits"]["policies"][number][];

function readRateLimits(policies: Policies): System["rateLimits"] {
  const { kind, isAway } = rateLimitStore();
  const shown = policies.map(({ name, by, quota, windowSeconds }) => ({ name, by, quota, windowSeconds }));
  return { store: kind, isStoreAway: isAway, policies: shown };
}

/**
 * What runs, and how it is: versions, this process, the database, the queue of mails, the limits.
 * @param policies of the transport, which alone knows what limits there are
 * @throws AppError `FORBIDDEN`
 */
export async function readSystem(actor: Actor, policies: Policies): Promise<System> {
  assertCan(actor, "system:read");
  const database = await readDatabase();
  const outbox = await readOutbox();
  return { versions: readVersions(), process: readProcess(), database, outbox, rateLimits: readRateLimits(policies) };
}
