import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { openProviderDoor, providerVariables } from "./provider-door";

// Runs before any module of ours is loaded: lib/env.ts reads the variables once, when it is imported.
const worker = Number(process.env.VITEST_POOL_ID);
// On a machine that is short of time, twenty at once wait longer for one of the pool's ten connections than users would.
const PATIENCE = "?acquireTimeout=10000";
const databaseUrl = inject("databaseUrls")[worker - 1];
process.env.DATABASE_URL = databaseUrl?.startsWith("mysql:") ? databaseUrl + PATIENCE : databaseUrl;
process.env.MAIL_DIR = join(tmpdir(), `gatehouse-mail-${process.ppid}-${worker}`);
process.env.DEV_MAILBOX = "yes";
const door = await openProviderDoor(async () => (await import("./sign-in-elsewhere")).providers());
Object.assign(process.env, providerVariables(door));
