import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createConnection } from "mariadb";
import { newToken } from "@/lib/token";
import { migrateUp } from "../../prisma/migrate/up";
import { startOwnMariaDb } from "../helpers/own-mariadb";
import { fill } from "./fill";
import { SECRET } from "./servers";
import { temporaryFolder } from "./temporary-folder";
import { userId } from "./users";

/** As much as a million users take, and a log that does not make commits wait for pages. */
const ROOMY = ["--innodb-buffer-pool-size=1G", "--innodb-log-file-size=256M", "--max-connections=500"];
const SAMPLE = 100;
const DAY_MS = 86_400_000;

export type World = {
  databaseUrl: string;
  folder: string;
  /** Of users all over the table. */
  ids: readonly string[];
  /** The Cookie field of an admin's live session. */
  cookie: string;
  /** The same session as Better Auth would read it. */
  betterAuthCookie: string;
  version: string;
  stop: () => Promise<void>;
};

/** Of users all over the table. */
function idsAllOver(total: number): string[] {
  return Array.from({ length: SAMPLE }, (_, at) => userId(1 + Math.floor((at * total) / SAMPLE)));
}

function connect(databaseUrl: string) {
  const { hostname: host, port, username: user, pathname } = new URL(databaseUrl);
  return createConnection({ host, port: Number(port), user, database: pathname.slice(1), timezone: "Z" });
}

/** Better Auth keeps the token as it is, and signs it in the cookie. */
function betterAuthCookie(token: string): string {
  const signature = createHmac("sha256", SECRET).update(token).digest("base64");
  return `better-auth.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
}

/** A session of an admin's. */
async function signIn(databaseUrl: string) {
  const connection = await connect(databaseUrl);
  const [admin] = await connection.query("SELECT id FROM users WHERE role = 'ADMIN' AND status = 'ACTIVE' LIMIT 1");
  const { token, hash } = newToken();
  const [at, until] = [new Date(), new Date(Date.now() + DAY_MS)];
  const columns = "id, user_id, token_hash, created_at, last_seen_at, authenticated_at, expires_at";
  const values = [admin.id, admin.id, hash, at, at, at, until];
  await connection.query(`INSERT INTO sessions (${columns}) VALUES (?,?,?,?,?,?,?)`, values);
  await connection.end();
  return { cookie: `session=${token}`, betterAuthCookie: betterAuthCookie(hash) };
}

export type EmptyWorld = Pick<World, "folder" | "version" | "stop"> & {
  newDatabase: (name: string) => Promise<string>;
};

async function versionOf(databaseUrl: string): Promise<string> {
  const connection = await connect(databaseUrl);
  const [{ version }] = await connection.query("SELECT VERSION() AS version");
  await connection.end();
  return String(version);
}

/**
 * A MariaDB of our own, and a folder.
 * @throws Error when no server is installed
 */
export async function createEmptyWorld(): Promise<EmptyWorld> {
  const folder = mkdtempSync(join(temporaryFolder(), "gatehouse-bench-"));
  const server = await startOwnMariaDb(folder, ROOMY);
  if (!server) throw new Error("No MariaDB or MySQL server is installed.");
  return {
    folder,
    version: await versionOf(server.url("mysql")),
    async newDatabase(name) {
      await server.createDatabase(name);
      return server.url(name);
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A MariaDB of our own with that many users.
 * @throws Error when no server is installed
 */
export async function createWorld(total: number): Promise<World> {
  const { newDatabase, ...world } = await createEmptyWorld();
  const databaseUrl = await newDatabase("bench");
  await migrateUp(databaseUrl);
  await fill(databaseUrl, total);
  return { ...world, databaseUrl, ids: idsAllOver(total), ...(await signIn(databaseUrl)) };
}
