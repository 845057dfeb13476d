import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { expect } from "vitest";
import { launchChromium, newVisitor } from "./browser";
import { ownModules } from "./copied-project";
import { NEXT_BUILD, OUR_BUNDLE, run, startServer, stop } from "./server-process";
import { makeAdmin } from "./smoke-admin";

/** A copied project at work: its server with an admin, and somebody's browser in front of it. */
export type MadeWeb = { url: string; browser: BrowserContext; close: () => Promise<void> };

/** Builds, migrates and serves a copied project as it is by now, on a SQLite file of its own. */
export async function openMadeWeb(cwd: string): Promise<MadeWeb> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-made-"));
  const env = { DATABASE_URL: `file:${join(folder, "app.db")}`, MAIL_DIR: folder };
  ownModules(cwd);
  for (const command of [NEXT_BUILD, OUR_BUNDLE, ["--import", "tsx", "prisma/migrate.ts", "up"]]) {
    const running = await run({ command, env, cwd });
    expect(await running.ended, running.output()).toBe(0);
  }
  const server = await startServer({ env, cwd });
  await makeAdmin(server.url, env, cwd);
  const chromium = await launchChromium();
  const browser = await newVisitor(chromium);
  async function close(): Promise<void> {
    await chromium.close();
    expect(await stop(server), server.output()).toBe(0);
  }
  return { url: server.url, browser, close };
}
