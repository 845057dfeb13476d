import { randomBytes } from "node:crypto";
import { adoptConsole } from "@/front/console";
import { loadPages } from "@/front/pages";
import { stopOnSignals } from "@/front/signals";
import { startFront } from "@/front/start";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";
import { migrateUp } from "../../../prisma/migrate/up";
import { seed } from "../../../prisma/seed/seed";
import { isRunByNpm } from "../environment";
import { ensureAdmin } from "./admin";
import { build, isBuilt } from "./build";
import { assertPortFree } from "./port";
import { lastWords } from "./text";

type Output = { write: (text: string) => unknown };

const USERS = 200;

async function prepareDatabase(out: Output) {
  await migrateUp(env.DATABASE_URL);
  const { created } = await seed(prisma, { users: USERS });
  out.write(
    created > 0
      ? `  database   .data/demo.db, with ${created} users\n`
      : "  database   .data/demo.db, as you left it\n",
  );
  return ensureAdmin(env.APP_URL);
}

async function buildPages(out: Output): Promise<void> {
  if (isBuilt()) return;
  out.write("  pages      building; this takes a moment, and only after a change\n");
  await build();
}

/**
 * `npm run demo`: builds, migrates, seeds and serves, and says how to get in.
 * The API answers as soon as the database stands; the pages are built meanwhile.
 */
export async function runDemo(out: Output): Promise<void> {
  adoptConsole();
  await assertPortFree(env.PORT);
  out.write("\n  Gatehouse demo\n\n");
  const built = buildPages(out);
  // It is awaited further down; until then a failed build must not count as unhandled.
  built.catch(() => undefined);
  const { facts, isNew } = await prepareDatabase(out);
  const front = await startFront({
    port: env.PORT,
    loadPages: async () => {
      await built;
      return loadPages(env.PORT);
    },
  });
  stopOnSignals(front.close, { withParent: isRunByNpm() });
  await built;
  out.write(lastWords(facts, isNew, `grace.${randomBytes(3).toString("hex")}@example.org`));
}
