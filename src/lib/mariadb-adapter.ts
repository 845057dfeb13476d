import { PrismaMariaDb } from "@prisma/adapter-mariadb";
import type { Pool, PoolConfig, PoolConnection } from "mariadb";
import { readRowsByText } from "./mariadb-rows";

/**
 * What Prisma's adapter would say with every statement: said once to the pool, as the driver copies all of its options for
 * each statement that brings some. Its `typeCast` is for columns of GEOMETRY, which Prisma's schema has no type for.
 */
export const STATEMENT_OPTIONS = {
  rowsAsArray: true,
  dateStrings: true,
  autoJsonMap: false,
  jsonStrings: true,
  bitOneIsBoolean: false,
} as const;

type Statement = Parameters<PoolConnection["query"]>[0];

const withoutOptions = (statement: Statement) => (typeof statement === "object" ? statement.sql : statement);

/** As the driver's own "socket timeout": the database has not answered. */
const UNANSWERED = { errno: 45026, sqlState: "HY000", sqlMessage: "given up before the answer" };

/**
 * Has a ROLLBACK not wait for a statement that the database has not answered: the connection is thrown away instead, which
 * rolls back as well. Otherwise Prisma's time limit of a transaction would begin the driver's wait for a hung database
 * anew, as the driver counts from what was sent last.
 */
function impatient(connection: PoolConnection): PoolConnection {
  const giveUps = new Set<() => void>();

  const answered = <T>(run: () => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      const giveUp = () => reject(Object.assign(new Error(UNANSWERED.sqlMessage), UNANSWERED));
      giveUps.add(giveUp);
      void run()
        .then(resolve, reject)
        .finally(() => giveUps.delete(giveUp));
    });

  const ask = connection.query.bind(connection);
  const run = connection.execute.bind(connection);
  const query = async (statement: Statement, values?: unknown) => {
    const sql = withoutOptions(statement);
    if (sql !== "ROLLBACK" || giveUps.size === 0) return answered(() => ask(sql, values));
    connection.destroy();
    for (const giveUp of giveUps) giveUp();
  };
  const execute = (statement: Statement, values?: unknown) => answered(() => run(withoutOptions(statement), values));
  return Object.assign(connection, { query, execute });
}

/** Prisma's adapter, whose pool is handed out as soon as there is one, and whose transactions end in time. */
export class MariaDbAdapter extends PrismaMariaDb {
  readonly #onPool: (pool: Pool) => void;

  constructor(config: PoolConfig, onPool: (pool: Pool) => void) {
    super({ ...config, ...STATEMENT_OPTIONS });
    this.#onPool = onPool;
  }

  override async connect() {
    const adapter = await super.connect();
    const pool = adapter.underlyingDriver();
    const take = pool.getConnection.bind(pool);
    const run = pool.execute.bind(pool);
    const execute = (statement: Statement, values?: unknown) => run(withoutOptions(statement), values);
    Object.assign(pool, { getConnection: async () => impatient(await take()), execute });
    this.#onPool(pool);
    const begin = adapter.startTransaction.bind(adapter);
    readRowsByText(adapter);
    const startTransaction = async (isolationLevel: Parameters<typeof begin>[0]) => {
      const begun = await begin(isolationLevel);
      readRowsByText(begun);
      return begun;
    };
    return Object.assign(adapter, { startTransaction });
  }
}
