import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createConnection } from "mariadb";
import { newToken } from "@/lib/token";
import { migrateUp } from "../../prisma/migrate/up";
import { startOwnMariaDb } from "../helpers/own-mariadb";
import { fill } from "./fill";
import { temporaryFolder } from "./temporary-folder";
import { userId } from "./users";

/** As much as a million users take, and a log that does not make commits wait for pages. */
const ROOMY = ["--innodb-buffer-pool-size=1G", "--innodb-log-file-size=256M", "--max-connections=500"];
const SAMPLE = 500;
const DAY_MS = 86_400_000;

export type World = {
  databaseUrl: string;
  folder: string;
  /** Of users all over the table. */
  ids: readonly string[];
  /** The Cookie field of an admin's live session. */
  cookie: string;
  version: string;
  stop: () => Promise<void>;
};

function connect(databaseUrl: string) {
  const { hostname: host, port, username: user, pathname } = new URL(databaseUrl);
  return createConnection({ host, port: Number(port), user, database: pathname.slice(1), timezone: "Z" });
}

/** A session of an admin's, and what the server is. */
async function signIn(databaseUrl: string) {
  const connection = await connect(databaseUrl);
  const [admin] = await connection.query("SELECT id FROM users WHERE role = 'ADMIN' AND status = 'ACTIVE' LIMIT 1");
  const { token, hash } = newToken();
  const [at, until] = [new Date(), new Date(Date.now() + DAY_MS)];
  const columns = "id, user_id, token_hash, created_at, last_seen_at, authenticated_at, expires_at";
  const values = [admin.id, admin.id, hash, at, at, at, until];
  await connection.query(`INSERT INTO sessions (${columns}) VALUES (?,?,?,?,?,?,?)`, values);
  const [{ version }] = await connection.query("SELECT VERSION() AS version");
  await connection.end();
  return { cookie: `session=${token}`, version: String(version) };
}

/**
 * A MariaDB of our own with that many users.
 * @throws Error when no server is installed
 */
export async function createWorld(total: number): Promise<World> {
  const folder = mkdtempSync(join(temporaryFolder(), "gatehouse-bench-"));
  const server = await startOwnMariaDb(folder, ROOMY);
  if (!server) throw new Error("No MariaDB or MySQL server is installed.");
  await server.createDatabase("bench");
  const databaseUrl = server.url("bench");
  await migrateUp(databaseUrl);
  await fill(databaseUrl, total);
  return {
    databaseUrl,
    folder,
    ids: Array.from({ length: SAMPLE }, (_, at) => userId(1 + Math.floor((at * total) / SAMPLE))),
    ...(await signIn(databaseUrl)),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
