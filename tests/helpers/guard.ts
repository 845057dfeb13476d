import { readFileSync } from "node:fs";
import { prepareDescription } from "@/cli/environment";
import { runGuard } from "./guard-finding";
import { ownSources } from "./source-file";

// Before anything imports lib/env.
prepareDescription();
const { exercisedGuard, lockGuard, migrationGuard, procedureGuard, secretGuard, sourceGuards } = await import(
  "./guard-rules"
);
const { appRouter } = await import("@/server/root");

const sources = ownSources();
const rules = [
  ...sourceGuards(sources),
  procedureGuard(appRouter, sources),
  migrationGuard("prisma"),
  lockGuard(readFileSync("package-lock.json", "utf8")),
  secretGuard,
  ...["sqlite", "mysql"].map((engine) => exercisedGuard(appRouter, sources, engine)),
];
process.exitCode = await runGuard(rules, (line) => void process.stdout.write(`${line}\n`));
