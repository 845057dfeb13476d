import { startThrowawayServer, type ThrowawayServer } from "../../prisma/migrate/throwaway-mariadb";

/**
 * Starts a throwaway MariaDB or MySQL for tests, or takes the one that TEST_MYSQL_URL names.
 * @returns `url` as `mysql://root@127.0.0.1:port/`, without a database; null when no server is installed
 */
export function startMariaDb(): Promise<ThrowawayServer | null> {
  return startThrowawayServer(process.env.TEST_MYSQL_URL);
}
