import { randomBytes } from "node:crypto";
import { createConnection } from "mariadb";

async function onServer(serverUrl: string, sql: string): Promise<void> {
  const { hostname: host, port, username: user, password } = new URL(serverUrl);
  const address = {
    host,
    port: Number(port || 3306),
    user: decodeURIComponent(user),
    password: decodeURIComponent(password),
  };
  const connection = await createConnection(address);
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}

/**
 * Makes an empty database under a name that nobody else has.
 * @param serverUrl `mysql://user:password@host:port/`
 * @returns its DATABASE_URL, and how to drop it
 */
export async function createDatabase(serverUrl: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `gatehouse_${randomBytes(6).toString("hex")}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  return { url: new URL(name, serverUrl).href, drop: () => onServer(serverUrl, `DROP DATABASE IF EXISTS ${name}`) };
}
