import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { checkMigrations } from "../../prisma/migrate/check";
import { migrationsFolder, readMigrations } from "../../prisma/migrate/files";
import { CANNOT_FAIL } from "./cannot-fail";
import { serviceFunctions, staleExemptions, unexercised } from "./exercised";
import { findingOf, type GuardRule, type Judged, lineOfText } from "./guard-finding";
import { definitionsOf, procedureProblems, sharedRoutes } from "./procedure-rules";
import { isComplete, readRecord } from "./recorder";
import type { SourceFile } from "./source-file";
import { SOURCE_RULES } from "./source-rules";
import { belowFloor, lockProblems, lockSchema } from "./supply-lock";
import { secretsInFiles, versionedFiles } from "./supply-secrets";
import { staleNotAtomic } from "./write-rules";

const ADVICE: Record<keyof typeof SOURCE_RULES, string> = {
  noTryRoundNext: "look at result.ok; next() never throws",
  noAny: "say what it is, or take unknown and check it",
  noUnexplainedRawSql: "use Prisma, or say in a comment above why it cannot",
  noUnexplainedCast: "let the compiler see it, or say in a comment above why it is true",
  noSuppression: "mend what the tool complains about",
  queriesSelect: "name the columns that are needed in a literal select",
  writesAreAtomic:
    "put the writes into one transaction (lib/db-retry), or give the reason in NOT_ATOMIC (write-rules.ts)",
  noLogOutsideLogger: "use logger of lib/logger",
  linesCarryRequestId: "use logger of lib/logger, or a mixin with requestId: currentRequestId()",
  auditIsAppendOnly: "add an event that says what became of the earlier one",
  noMockedDatabase: "write a suite of tests/, which runs on both databases",
  noTextInPages: "put the words into src/client/texts, or src/components/texts.ts",
  fileNamesFit: "name it as NAMES in source-rules.ts has it for that folder",
  foldersAreKnown: "use a folder that has a wall, or give it one in .biome/walls.json and FOLDERS",
  foldersAreShallow: "move it up",
};

const judged = (looked: number, problems: readonly string[]): Judged => ({ looked, findings: problems.map(findingOf) });

/** Every rule of the syntax tree, over these files. */
export function sourceGuards(sources: readonly SourceFile[]): GuardRule[] {
  const rules = Object.entries(SOURCE_RULES).map(([name, rule]): GuardRule => {
    const advice = Object.entries(ADVICE).find(([of]) => of === name)?.[1] ?? "";
    return { name, advice, judge: () => judged(sources.length, sources.flatMap(rule)) };
  });
  const stale = () =>
    staleNotAtomic(sources).map((each) => `tests/helpers/write-rules.ts:1 ${each} needs no exemption`);
  return [
    ...rules,
    { name: "exemptionsHold", advice: "take it out of NOT_ATOMIC", judge: () => judged(sources.length, stale()) },
  ];
}

type Router = Parameters<typeof definitionsOf>[0];

/** Where a procedure is written: its key in the router's file. */
function placeOf(procedure: string, sources: readonly SourceFile[]): string {
  const [noun = "", name = ""] = procedure.split(".");
  const file = `src/server/routers/${noun.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.router.ts`;
  const text = sources.find(({ path }) => path === file)?.lines.join("\n");
  return text === undefined ? "src/server/root.ts:1" : `${file}:${lineOfText(text, new RegExp(`^\\s*${name}:`))}`;
}

/** What every procedure declares: strict input, output, access, REST mapping, summary. */
export function procedureGuard(router: Router, sources: readonly SourceFile[]): GuardRule {
  return {
    name: "proceduresDeclareAll",
    advice: "build it as the others in its router: .meta(), .input(z.strictObject()), .output()",
    judge() {
      const definitions = definitionsOf(router);
      const problems = definitions.flatMap((each) =>
        procedureProblems(each).map((problem) => `${placeOf(each.path, sources)} ${problem}`),
      );
      const shared = sharedRoutes(definitions).map((route) => `src/server/root.ts:1 two procedures at ${route}`);
      return judged(definitions.length, [...problems, ...shared]);
    },
  };
}

export const secretGuard: GuardRule = {
  name: "noSecrets",
  advice: "take it out, and renew it: whoever has the repository has it",
  async judge() {
    const files = versionedFiles();
    return judged(files.length, await secretsInFiles(files));
  },
};

/** @param text the lockfile's */
export function lockGuard(text: string): GuardRule {
  return {
    name: "lockIsSound",
    advice: "npm install the exact version from the one registry, then node .ci/complete-lock.mjs",
    judge() {
      const lock = lockSchema.parse(JSON.parse(text));
      const place = (problem: string) => lineOfText(text, `"${/^[^\s]+?(?=@\d| )/.exec(problem)?.[0]}"`);
      const problems = [...belowFloor(lock), ...lockProblems(lock)];
      return judged(
        Object.keys(lock.packages).length,
        problems.map((each) => `package-lock.json:${place(each)} ${each}`),
      );
    },
  };
}

/** @param root the prisma folder */
export function migrationGuard(root: string): GuardRule {
  return {
    name: "migrationsHaveProvenDown",
    advice: "write down.sql so that npm run db:check finds the schema of before; db:check proves MariaDB as well",
    async judge() {
      const kinds = ["mysql", "sqlite"] as const;
      const all = kinds.flatMap((kind) => readMigrations(root, kind));
      const missing = all.filter(({ down }) => (down ?? "").trim() === "");
      if (missing.length > 0)
        return judged(
          all.length,
          missing.map(({ downFile }) => `${downFile}:1 no down.sql`),
        );
      const findings = await checkMigrations(root, null);
      const problems = findings.flatMap(({ name, problems }) => {
        const folder = join(migrationsFolder(root, "sqlite"), name.split(":")[0] ?? "");
        return problems.map((problem) => `${folder}/down.sql:1 ${name}: ${problem}`);
      });
      return judged(all.length, problems);
    },
  };
}

const RECORDS = "npm test judges it (project recorded)";

/** Whether the last run of these suites was of all of them, and of the sources as they are. */
function isRecordFresh(engine: string, sources: readonly SourceFile[]): boolean {
  const suites = sources.filter(({ path }) => /^tests\/[^/]+\.test\.ts$/.test(path)).length;
  return isComplete(engine, suites, Math.max(...sources.map(({ path }) => statSync(path).mtimeMs)));
}

function placeOfService(subject: string): string {
  const [file = "", name = ""] = subject.split(" ");
  const path = `src/services/${file}.ts`;
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  const line = isThere ? lineOfText(readFileSync(path, "utf8"), new RegExp(`^export .*\\b${name}\\b`)) : 1;
  return `${isThere ? path : "tests/helpers/cannot-fail.ts"}:${line}`;
}

/** What the suites have run, as far as their last run was of these sources. */
export function exercisedGuard(router: Router, sources: readonly SourceFile[], engine: string): GuardRule {
  return {
    name: `exercised (${engine})`,
    advice: "write the test of its success, or of its failure",
    judge() {
      if (!isRecordFresh(engine, sources))
        return { ...judged(0, []), left: `no record newer than the sources: ${RECORDS}` };
      const record = readRecord(engine);
      const procedures = definitionsOf(router).map(({ path }) => path);
      const services = serviceFunctions();
      const problems = [
        ...unexercised(procedures, record, {}).map(
          (each) => `${placeOf(each.split(" ")[0] ?? "", sources)} ${each} was not seen`,
        ),
        ...unexercised(services, record, CANNOT_FAIL).map((each) => `${placeOfService(each)} ${each} was not seen`),
        ...staleExemptions(services, record, CANNOT_FAIL).map(
          (each) => `${placeOfService(each)} ${each} can fail after all`,
        ),
      ];
      return judged(procedures.length + services.length, problems);
    },
  };
}
