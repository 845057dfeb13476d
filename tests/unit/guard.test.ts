import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appRouter } from "@/server/root";
import { procedure, router } from "@/server/trpc";
import { formatFindings, type GuardRule, judgeAll, runGuard } from "../helpers/guard-finding";
import { exercisedGuard, lockGuard, migrationGuard, procedureGuard, sourceGuards } from "../helpers/guard-rules";
import { parseSource } from "../helpers/source-file";
import { SOURCE_RULES } from "../helpers/source-rules";

const linesOf = async (...rules: GuardRule[]) => formatFindings(await judgeAll(rules));

describe("guard", () => {
  it("tells file, line, rule and what to do, and ends with 1", async () => {
    const planted = parseSource("tests/planted.test.ts", "const a = 1;\nconst b: any = a;");
    const said: string[] = [];
    expect(await runGuard(sourceGuards([planted]), (line) => said.push(line))).toBe(1);
    expect(said[0]).toBe("tests/planted.test.ts:2  noAny: any. Do: say what it is, or take unknown and check it.");
    expect(said.at(-1)).toMatch(/^\d+ findings in [\d.]+ s$/);
    for (const name of Object.keys(SOURCE_RULES)) expect(said.join("\n")).toMatch(new RegExp(`^${name} +1 +\\d+`, "m"));
  });

  it("ends with 0 where nothing is found", async () => {
    const sound: GuardRule = { name: "sound", advice: "", judge: () => ({ looked: 1, findings: [] }) };
    const said: string[] = [];
    expect(await runGuard([sound], (line) => said.push(line))).toBe(0);
    expect(said.at(-1)).toMatch(/^0 findings/);
  });

  it("takes a rule that fails for a finding", async () => {
    const broken: GuardRule = {
      name: "broken",
      advice: "mend the rule",
      judge: () => {
        throw new Error("no file");
      },
    };
    expect(await linesOf(broken)).toEqual([expect.stringContaining("broken: could not be judged: Error: no file")]);
  });

  it("names the line of a procedure that declares too little", async () => {
    const bare = router({ user: router({ byId: procedure.query(() => null) }) });
    const source = parseSource(
      "src/server/routers/user.router.ts",
      "export const userRouter = router({\n  byId: 1,\n});",
    );
    const lines = await linesOf(procedureGuard(bare, [source]));
    expect(lines).toContainEqual(
      expect.stringMatching(/^src\/server\/routers\/user\.router\.ts:2 {2}proceduresDeclareAll: .*has no input/),
    );
    expect(lines).toContainEqual(expect.stringContaining("has no output schema"));
    expect(await linesOf(procedureGuard(appRouter, []))).toEqual([]);
  });

  it("names the line of a package", async () => {
    const entry = { version: "16.0.0", resolved: "https://elsewhere.example/next.tgz" };
    const lock = { lockfileVersion: 3, packages: { "": {}, "node_modules/next": entry } };
    const lines = await linesOf(lockGuard(JSON.stringify(lock, null, 2)));
    expect(lines).toContainEqual(expect.stringMatching(/^package-lock\.json:5 {2}lockIsSound: .*16\.0\.0 is below/));
    expect(lines).toContainEqual(expect.stringContaining("comes from https://elsewhere.example"));
  });

  it("wants a way down from every migration, and tries it", { timeout: 60_000 }, async () => {
    const root = mkdtempSync(join(tmpdir(), "guard-"));
    try {
      cpSync("prisma", root, { recursive: true });
      const down = join(root, "sqlite/migrations/20261124203031_idempotency_keys/down.sql");
      cpSync(join(root, "sqlite/migrations/20261123000000_init/migration.sql"), down);
      expect(await linesOf(migrationGuard(root))).not.toEqual([]);
      rmSync(down);
      expect(await linesOf(migrationGuard(root))).toEqual([
        expect.stringContaining("down.sql:1  migrationsHaveProvenDown: no down.sql"),
      ]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("does not judge what the suites have not run", async () => {
    const [verdict] = await judgeAll([exercisedGuard(appRouter, [], "no-such-database")]);
    expect(verdict).toMatchObject({ findings: [], left: expect.stringContaining("npm test judges it") });
  });
});
