import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaMariaDb } from "@prisma/adapter-mariadb";
import { vi } from "vitest";
import { prisma } from "@/lib/prisma";

export type Query = { sql: string; args: unknown[] };
type Note = (query: Query) => void;
type Queryable = { queryRaw(query: Query): Promise<unknown>; executeRaw(query: Query): Promise<unknown> };

function listen(target: Queryable, note: Note): void {
  const queryRaw = target.queryRaw.bind(target);
  const executeRaw = target.executeRaw.bind(target);
  Object.assign(target, {
    queryRaw: (query: Query) => {
      note(query);
      return queryRaw(query);
    },
    executeRaw: (query: Query) => {
      note(query);
      return executeRaw(query);
    },
  });
}

/** Has every connection that is opened from here on tell what is sent through it, until `put` takes it back. */
export function listenToConnections(
  note: Note,
  put: (prototype: typeof PrismaLibSql.prototype | typeof PrismaMariaDb.prototype, connect: () => unknown) => void,
): void {
  for (const prototype of [PrismaLibSql.prototype, PrismaMariaDb.prototype]) {
    const connect = prototype.connect;
    put(prototype, async function (this: typeof prototype) {
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
}

/** Connects afresh through a driver that is listened to: gives every statement that is sent from here on. */
export async function listenToStatements(): Promise<string[]> {
  const statements: string[] = [];
  listenToConnections(
    ({ sql }) => void statements.push(sql),
    (prototype, connect) => void vi.spyOn(prototype, "connect").mockImplementation(Object(connect)),
  );
  await prisma.$disconnect();
  return statements;
}
