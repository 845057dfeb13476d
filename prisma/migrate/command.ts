import { parseArgs } from "node:util";
import { readDatabaseUrl } from "@/lib/env-schema";
import type { Log } from "./connection";
import { migrateDown } from "./down";
import { defaultRoot } from "./files";
import { migrationStatus } from "./status";
import { migrateUp } from "./up";

const USAGE = `Usage: npm run <script> [-- options]
  db:migrate                     applies what is due
  db:rollback  --steps n         rolls back the newest n migrations; 1 if not given
               --to name         rolls back all that came after this one
               --accept-loss     even where data is lost
  db:status                      lists the migrations; exit code 1 unless all are applied
  db:new -- name                 writes a migration from the changes in schema.prisma
  db:check                       proves the migrations on throwaway databases`;

const options = {
  to: { type: "string" },
  steps: { type: "string" },
  "accept-loss": { type: "boolean" },
} as const;

type Environment = Record<string, string | undefined>;
type Context = { root: string; print: Log; environment: Environment };

function parse(args: string[]) {
  const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
  const steps = values.steps === undefined ? undefined : Number(values.steps);
  if (steps !== undefined && !(Number.isInteger(steps) && steps > 0)) {
    throw new Error("--steps must be a whole number from 1 on");
  }
  if (steps !== undefined && values.to !== undefined) throw new Error("Give --steps or --to, not both");
  const { to, "accept-loss": acceptLoss } = values;
  return { command: positionals[0], name: positionals.slice(1).join(" "), to, acceptLoss, steps };
}

async function up(to: string | undefined, { root, print, environment }: Context): Promise<number> {
  const applied = await migrateUp(readDatabaseUrl(environment), { log: print, root, to });
  if (applied.length === 0) print("The database is up to date.");
  return 0;
}

type Choice = { to?: string; steps?: number; acceptLoss?: boolean };

async function down(choice: Choice, { root, print, environment }: Context): Promise<number> {
  const undone = await migrateDown(readDatabaseUrl(environment), { log: print, root, ...choice });
  if (undone.length === 0) print("There is nothing to roll back.");
  return 0;
}

async function status({ root, print, environment }: Context): Promise<number> {
  const { upToDate, lines } = await migrationStatus(readDatabaseUrl(environment), root);
  print(lines.join("\n"));
  return upToDate ? 0 : 1;
}

/** What `check` and `new` need is loaded here, as an installation without development packages has it not. */
async function check({ root, print, environment }: Context): Promise<number> {
  const { checkMigrations, formatFindings } = await import("./check");
  const { startThrowawayServer } = await import("./throwaway-mariadb");
  const server = await startThrowawayServer(environment.TEST_MYSQL_URL);
  try {
    const findings = await checkMigrations(root, server?.url ?? null);
    print(formatFindings(findings));
    if (server === null) print("MySQL   SKIPPED: no mariadbd or mysqld is installed, and TEST_MYSQL_URL is not set.");
    const missing = server === null && environment.CI === "true";
    return missing || findings.some(({ problems }) => problems.length > 0) ? 1 : 0;
  } finally {
    await server?.stop();
  }
}

async function create(name: string, { root, print, environment }: Context): Promise<number> {
  const { newMigration } = await import("./new");
  const { hasNativeEngine } = await import("./native-diff");
  const native = hasNativeEngine(environment.PRISMA_SCHEMA_ENGINE_BINARY);
  const made = await newMigration({ root, name, now: new Date(), native });
  if (made === null) print("schema.prisma has no change that a migration would need.");
  for (const file of made?.files ?? []) print(`wrote ${file}`);
  for (const warning of made?.warnings ?? []) print(`WARNING: ${warning}`);
  return 0;
}

/**
 * Runs one command of prisma/migrate.ts.
 * @param args what follows the script's name
 * @returns the exit code
 * @throws Error whose message is meant for the person at the keyboard
 */
export async function runMigrateCommand(
  args: string[],
  given: Omit<Context, "root"> & { root?: string },
): Promise<number> {
  const context = { root: defaultRoot(), ...given };
  const { command, name, to, steps, acceptLoss } = parse(args);
  if (command === "up") return up(to, context);
  if (command === "down") return down({ to, steps, acceptLoss }, context);
  if (command === "status") return status(context);
  if (command === "check") return check(context);
  if (command === "new") return create(name, context);
  context.print(USAGE);
  return command === undefined ? 0 : 1;
}
