import { createConnection } from "mariadb";
import { migrateUp } from "../../prisma/migrate/up";
import { startMariaDb } from "./mariadb";

/** A MariaDB with a migrated database of that name. */
export async function newMariaDatabase(name: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const database = await startMariaDb();
  if (!database) throw new Error("No MariaDB could be started.");
  const { hostname: host, port, username: user, password } = new URL(database.url);
  const login = { host, port: Number(port || 3306), user, password: decodeURIComponent(password) };
  const connection = await createConnection(login);
  await connection.query(`DROP DATABASE IF EXISTS ${name}`);
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  await connection.end();
  const url = new URL(name, database.url).href;
  await migrateUp(url);
  return { url, stop: database.stop };
}
