import { now } from "@/lib/clock";
import { createPrisma, type Db } from "@/lib/prisma";
import { sessionCookieName } from "@/server/session-cookie";
import { createSession } from "@/services/session.service";
import { newUserColumns, userCreation } from "@/services/user-columns";
import { migrateUp } from "../../prisma/migrate/up";
import { run } from "./server-process";

export type FaultWorld = {
  /** Our own eyes on the database, past every proxy. */
  db: Db;
  adminId: string;
  /** The admin's Cookie field. */
  cookie: string;
};

/** Migrates the database and puts an admin with a session into it. */
export async function makeFaultWorld(databaseUrl: string): Promise<FaultWorld> {
  await migrateUp(databaseUrl);
  const db = await createPrisma(databaseUrl);
  const columns = newUserColumns({ name: "Ada Lovelace", email: "admin@example.org" }, now());
  const { id } = columns;
  await db.$transaction(userCreation(db, { ...columns, role: "ADMIN", emailVerifiedAt: now() }));
  const token = await createSession(db, { userId: id, device: { ip: null, userAgent: null } });
  return { db, adminId: id, cookie: `${sessionCookieName()}=${token}` };
}

/** Whether SQLite finds nothing wrong with its file. */
export async function isSound(db: Db): Promise<boolean> {
  // Raw, as Prisma has no call for it.
  const answer = await db.$queryRawUnsafe<{ integrity_check: string }[]>("PRAGMA integrity_check");
  return answer.length === 1 && answer[0]?.integrity_check === "ok";
}

/** How many chains of audit events `npm run audit:verify` finds broken. */
export async function auditFaults(databaseUrl: string): Promise<number> {
  const command = ["--import", "tsx", "src/cli/audit-verify.ts"];
  const verify = await run({ command, env: { DATABASE_URL: databaseUrl } });
  const code = await verify.ended;
  if (code === 0) return 0;
  return Number(/(\d+) broken/.exec(verify.output())?.[1] ?? 1);
}
