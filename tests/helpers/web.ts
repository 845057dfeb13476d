import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext } from "playwright-core";
import { expect } from "vitest";
import { createPrisma, type Db } from "@/lib/prisma";
import { seed } from "../../prisma/seed/seed";
import { launchChromium, newVisitor } from "./browser";
import { ensureBuild, newDatabase, type Running, startServer, stop } from "./server-process";
import { makeAdmin } from "./smoke-admin";

type Options = {
  env?: Record<string, string>;
  databaseUrl?: string;
  /** Makes `ADMIN`. */
  admin?: boolean;
  /** How many people of the seed there are from the start. */
  people?: number;
};

/** The built product, somebody's browser in front of it, and its database behind. */
export type Web = {
  url: string;
  server: Running;
  chromium: Browser;
  browser: BrowserContext;
  mailDir: string;
  databaseUrl: string;
  db: Db;
  close: () => Promise<void>;
};

/** Builds if need be, and starts the product and Chromium. */
export async function openWeb(options: Options = {}): Promise<Web> {
  await ensureBuild();
  const databaseUrl = options.databaseUrl ?? (await newDatabase());
  const mailDir = mkdtempSync(join(tmpdir(), "gatehouse-web-mail-"));
  const db = await createPrisma(databaseUrl);
  if (options.people) await seed(db, { users: options.people });
  const env = { DATABASE_URL: databaseUrl, MAIL_DIR: mailDir, ...options.env };
  const server = await startServer({ env });
  if (options.admin) await makeAdmin(server.url, env);
  const chromium = await launchChromium();
  const browser = await newVisitor(chromium);
  async function close(): Promise<void> {
    await chromium.close();
    await db.$disconnect();
    expect(await stop(server), server.output()).toBe(0);
  }
  return { url: server.url, server, chromium, browser, mailDir, databaseUrl, db, close };
}
