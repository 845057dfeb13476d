import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaMariaDb } from "@prisma/adapter-mariadb";
import { vi } from "vitest";
import { prisma } from "@/lib/prisma";

type Query = { sql: string };
type Queryable = { queryRaw(query: Query): Promise<unknown>; executeRaw(query: Query): Promise<unknown> };

function listen(target: Queryable, note: (sql: string) => void): void {
  const queryRaw = target.queryRaw.bind(target);
  const executeRaw = target.executeRaw.bind(target);
  Object.assign(target, {
    queryRaw: (query: Query) => {
      note(query.sql);
      return queryRaw(query);
    },
    executeRaw: (query: Query) => {
      note(query.sql);
      return executeRaw(query);
    },
  });
}

/** Connects afresh through a driver that is listened to: gives every statement that is sent from here on. */
export async function listenToStatements(): Promise<string[]> {
  const statements: string[] = [];
  const note = (sql: string) => void statements.push(sql);
  for (const prototype of [PrismaLibSql.prototype, PrismaMariaDb.prototype]) {
    const connect = prototype.connect;
    vi.spyOn(prototype, "connect").mockImplementation(async function (this: typeof prototype) {
      const adapter = await connect.call(this);
      const begin = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (isolation) => {
        const transaction = await begin(isolation);
        listen(transaction, note);
        return transaction;
      };
      listen(adapter, note);
      return adapter;
    });
  }
  await prisma.$disconnect();
  return statements;
}
