import { PrismaMariaDb } from "@prisma/adapter-mariadb";
import type { Pool, PoolConnection } from "mariadb";

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
  const query = async (request: Parameters<typeof ask>[0], values?: unknown) => {
    const isRollback = typeof request === "object" && request.sql === "ROLLBACK";
    if (!isRollback || giveUps.size === 0) return answered(() => ask(request, values));
    connection.destroy();
    for (const giveUp of giveUps) giveUp();
  };
  const execute = (request: Parameters<typeof run>[0], values?: unknown) => answered(() => run(request, values));
  return Object.assign(connection, { query, execute });
}

/** Prisma's adapter, whose pool is handed out as soon as there is one, and whose transactions end in time. */
export class MariaDbAdapter extends PrismaMariaDb {
  readonly #onPool: (pool: Pool) => void;

  constructor(config: ConstructorParameters<typeof PrismaMariaDb>[0], onPool: (pool: Pool) => void) {
    super(config);
    this.#onPool = onPool;
  }

  override async connect() {
    const adapter = await super.connect();
    const pool = adapter.underlyingDriver();
    const take = pool.getConnection.bind(pool);
    Object.assign(pool, { getConnection: async () => impatient(await take()) });
    this.#onPool(pool);
    return adapter;
  }
}
