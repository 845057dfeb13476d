import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Inside the repository, so that its packages are found from there. */
const OPEN_FOLDER = ".data/bench/open";
const COPIED = ["src", "prisma", "next.config.ts", "tsconfig.json", "package.json"];

/**
 * Nobody signs in to the peers, so nobody is asked for here: every call comes from one admin, without the query that
 * would have found them. All that follows from the caller stays: permissions, limits, log.
 */
const CREDENTIALS = `import type { Actor } from "./actor";

export type Credentials = { sessionToken: string | null; authorization: string | null };

const id = "0198c0de-7a1b-7000-8000-000000000001";
const session = { kind: "session", sessionId: id, tokenHash: id, authenticatedAt: new Date(), impersonator: null } as const;
const actor: Actor = { userId: id, email: "admin@example.org", name: "Ada", role: "ADMIN", credential: session };

export async function authenticate(_credentials: Credentials): Promise<Actor | null> {
  return actor;
}
`;

/** The peers send no mails. */
const WORKER = `export function startOutboxWorker(_options: { intervalMs: number }) {
  return { wake: () => undefined, stop: async () => undefined };
}
`;

function build(folder: string): void {
  const next = join(process.cwd(), "node_modules/next/dist/bin/next");
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, "build"], { cwd: folder });
  if (status !== 0) throw new Error(`The build in ${folder} failed:\n${stdout}${stderr}`);
}

export function buildNext(folder: string): void {
  build(join(process.cwd(), folder));
}

/** Builds the product with its two parts replaced that the peers have nothing like: who calls, and the mails. */
export function buildOpenProduct(): void {
  mkdirSync(OPEN_FOLDER, { recursive: true });
  for (const name of COPIED) cpSync(name, join(OPEN_FOLDER, name), { recursive: true });
  writeFileSync(join(OPEN_FOLDER, "src/services/credential.service.ts"), CREDENTIALS);
  writeFileSync(join(OPEN_FOLDER, "src/services/outbox-worker.ts"), WORKER);
  const config = join(OPEN_FOLDER, "next.config.ts");
  const root = JSON.stringify(process.cwd());
  writeFileSync(config, readFileSync(config, "utf8").replace("root: import.meta.dirname", `root: ${root}`));
  buildNext(OPEN_FOLDER);
}
