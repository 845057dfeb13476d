import { copyFileSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaMariaDb } from "@prisma/adapter-mariadb";
import { inject, vi } from "vitest";
import { env } from "@/lib/env";
import { createPrisma, type Db, prisma } from "@/lib/prisma";
import { testDatabaseKind } from "./database";

type Transaction = Awaited<ReturnType<Awaited<ReturnType<PrismaMariaDb["connect"]>>["startTransaction"]>>;
type OnStep = (transaction: Transaction) => void;

const BEFORE_EACH = ["queryRaw", "executeRaw", "commit"] as const;

let onStep: OnStep = () => undefined;

function watch(transaction: Transaction): void {
  for (const name of BEFORE_EACH) {
    const original = Reflect.get<Transaction, string>(transaction, name);
    Reflect.set(transaction, name, async (...parts: unknown[]) => {
      onStep(transaction);
      return Reflect.apply(original, transaction, parts);
    });
  }
}

/** Connects afresh through drivers whose transactions are watched, step by step. */
export async function watchTransactions(): Promise<void> {
  for (const prototype of [PrismaLibSql.prototype, PrismaMariaDb.prototype]) {
    const connect = prototype.connect;
    vi.spyOn(prototype, "connect").mockImplementation(async function (this: typeof prototype) {
      const adapter = await connect.call(this);
      const begin = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (isolation) => {
        const transaction = await begin(isolation);
        watch(transaction);
        return transaction;
      };
      return adapter;
    });
  }
  await prisma.$disconnect();
}

/** A guess at a password is counted before it is known to be right, and by itself. */
const COUNTS_APART = "sign_in_failures";

/** Every row of every table, as one text. */
export async function everything(db: Db = prisma): Promise<string> {
  const quote = testDatabaseKind === "mysql" ? "`" : '"';
  const tables: string[] = [];
  for (const table of inject("tables").filter((name) => name !== COUNTS_APART)) {
    // Raw, as the names come from the schema.
    const rows = await db.$queryRawUnsafe<object[]>(`SELECT * FROM ${quote}${table}${quote}`);
    const lines = rows.map((row) =>
      JSON.stringify(row, (_key, value) => (typeof value === "bigint" ? `${value}` : value)),
    );
    tables.push(`${table}\n${lines.sort().join("\n")}`);
  }
  return tables.join("\n");
}

function copyFiles(folder: string): string {
  const file = env.DATABASE_URL.slice("file:".length);
  const copy = join(folder, "app.db");
  for (const suffix of ["", "-wal"]) if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
  return `file:${copy}`;
}

/** What `kill -9` leaves of a SQLite file is what is in it at that moment: so one run shows every step. */
async function onSqlite(work: () => Promise<unknown>): Promise<string[]> {
  const copies: string[] = [];
  onStep = () => void copies.push(copyFiles(mkdtempSync(join(tmpdir(), "gatehouse-killed-"))));
  await work();
  onStep = () => undefined;
  const states: string[] = [];
  for (const url of copies) {
    const db = await createPrisma(url);
    states.push(await everything(db));
    await db.$disconnect();
  }
  return states;
}

/** To MariaDB the end of a process is the end of its connection: each step takes a run of its own. */
async function onMariaDb(work: () => Promise<unknown>): Promise<string[]> {
  const states: string[] = [];
  for (let last = 1; ; last += 1) {
    let step = 0;
    let isKilled = false;
    onStep = (transaction) => {
      step += 1;
      if (step < last || isKilled) return;
      isKilled = true;
      Reflect.get(transaction, "conn").destroy();
      // By this name the record of what was seen to fail knows that the function itself did not.
      throw Object.assign(new Error("killed"), { name: "DatabaseAway" });
    };
    await work().catch((error: unknown) => {
      if (!isKilled) throw error;
    });
    onStep = () => undefined;
    if (!isKilled) return states;
    states.push(await everything());
  }
}

/**
 * Runs the work, which makes its changes in one transaction, as if the process were killed before each of its steps.
 * @returns what is stored after each of those deaths; at last the work is really done
 */
export function killedAtEachStep(work: () => Promise<unknown>): Promise<string[]> {
  return testDatabaseKind === "sqlite" ? onSqlite(work) : onMariaDb(work);
}
