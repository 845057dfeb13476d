import { createConnection } from "mariadb";
import type { TestProject } from "vitest/node";
import { migrateUp } from "../../prisma/migrate/up";
import { startMariaDb } from "./mariadb";
import { provideDatabases } from "./provide-databases";

async function createDatabase(server: string, name: string): Promise<void> {
  const { hostname: host, port, username: user, password } = new URL(server);
  const options = { host, port: Number(port || 3306), user, password: decodeURIComponent(password) };
  const connection = await createConnection(options);
  await connection.query(`DROP DATABASE IF EXISTS ${name}`);
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  await connection.end();
}

/** Starts one server, with a migrated database for each worker. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startMariaDb();
  if (server === null) throw new Error("No MariaDB or MySQL server could be started.");
  const urls: string[] = [];
  provideDatabases(project, (worker) => {
    const url = new URL(`gatehouse_test_${worker}`, server.url).href;
    urls.push(url);
    return url;
  });
  for (const url of urls) {
    await createDatabase(server.url, new URL(url).pathname.slice(1));
    await migrateUp(url);
  }
  return server.stop;
}
