import { describe, expect, it } from "vitest";
import { ownSources, parseSource } from "../helpers/source-file";
import { SOURCE_RULES } from "../helpers/source-rules";
import { staleNotAtomic } from "../helpers/write-rules";

type RuleName = keyof typeof SOURCE_RULES;
// In two parts, so that this file does not break the rule itself.
const silence = (tool: string, what: string): string => `${tool}-${what}`;

type Planted = [rule: RuleName, path: string, source: string];

const BROKEN: Planted[] = [
  [
    "noTryRoundNext",
    "src/server/middleware/planted.middleware.ts",
    "try { return await next(); } catch { return null; }",
  ],
  [
    "noTryRoundNext",
    "src/server/middleware/planted.middleware.ts",
    "try { const r = await opts.next({ ctx }); } finally { end(); }",
  ],
  ["noAny", "tests/planted.test.ts", "const a = (b: any) => b;"],
  ["noAny", "src/lib/planted.ts", "export type A = Record<string, Promise<any[]>>;"],
  ["noUnexplainedRawSql", "src/services/planted.service.ts", "await prisma.$queryRaw`SELECT 1`;"],
  ["noUnexplainedRawSql", "prisma/planted.ts", "const ok = 1;\nawait tx.$executeRawUnsafe(sql);"],
  ["noUnexplainedCast", "src/lib/planted.ts", "const a = 1;\nexport const b = a as unknown as string;"],
  ["noUnexplainedCast", "src/lib/planted.ts", "// Reason\nexport const b = <string>a;"],
  ["noSuppression", "src/lib/planted.ts", `// ${silence("biome", "ignore")} lint/style/noVar: because\nvar a = 1;`],
  ["noSuppression", "src/lib/planted.ts", `// ${silence("@ts", "expect-error")} nobody knows\nconst a: string = 1;`],
  ["noSuppression", "tests/planted.test.ts", `/* ${silence("v8", "ignore")} next */`],
  ["queriesSelect", "src/services/planted.service.ts", "await prisma.user.findUnique({ where: { id } });"],
  ["queriesSelect", "src/services/planted.service.ts", "await tx.session.create({ data });"],
  ["queriesSelect", "src/services/planted.service.ts", "await tx.user.findMany({ include: { sessions: true } });"],
  ["queriesSelect", "src/services/planted.service.ts", "await tx.user.findFirst(options);"],
  [
    "writesAreAtomic",
    "src/services/planted.service.ts",
    "export async function f() {\n  await prisma.user.updateMany(a);\n  await prisma.session.deleteMany(b);\n}",
  ],
  [
    "writesAreAtomic",
    "src/services/planted.service.ts",
    "export const f = async (ids) => {\n  for (const id of ids) await prisma.user.updateMany({ where: { id } });\n};",
  ],
  [
    "writesAreAtomic",
    "src/services/planted.service.ts",
    "async function one() {\n  await transaction(a);\n}\nasync function two() {\n  await one();\n  await prisma.$executeRaw`x`;\n}",
  ],
  [
    "writesAreAtomic",
    "src/services/planted.service.ts",
    "export const f = (ids) => Promise.all(ids.map((id) => prisma.user.create({ data: { id }, select })));",
  ],
  [
    "writesAreAtomic",
    "src/services/planted.service.ts",
    "export async function f() {\n  if (a) await prisma.user.updateMany(a);\n  await prisma.session.deleteMany(b);\n}",
  ],
  [
    "writesAreAtomic",
    "src/services/planted.service.ts",
    "export async function f() {\n  try {\n    await transaction(a);\n  } catch {\n    return prisma.user.updateMany(b);\n  }\n}",
  ],
  ["noLogOutsideLogger", "src/services/planted.service.ts", 'console.error("x");'],
  ["noLogOutsideLogger", "src/lib/planted.ts", 'process.stdout.write("x");'],
  ["noLogOutsideLogger", "prisma/seed/planted.ts", 'const { log } = console;\nprocess.stderr.write("x");'],
  ["noLogOutsideLogger", "src/server/planted.ts", 'import pino from "pino";'],
  ["linesCarryRequestId", "src/lib/logger.ts", "export const logger = pino({ level: 'info' });"],
  ["linesCarryRequestId", "src/lib/logger.ts", "export const logger = pino({ mixin: () => ({ traceId }) });"],
  ["auditIsAppendOnly", "src/services/planted.service.ts", "await tx.auditEvent.updateMany({ data });"],
  ["auditIsAppendOnly", "src/services/planted.service.ts", "await prisma.auditEvent.deleteMany({});"],
  ["auditIsAppendOnly", "prisma/planted.ts", "await prisma.auditEvent.upsert(x);"],
  ["auditIsAppendOnly", "src/services/planted.service.ts", "await tx.auditChain.deleteMany({ where });"],
  ["auditIsAppendOnly", "src/services/planted.service.ts", "await tx.$executeRaw`DELETE FROM audit_events`;"],
  ["noMockedDatabase", "tests/planted.test.ts", 'vi.mock("@/lib/prisma", () => ({ prisma: {} }));'],
  ["noTextInPages", "src/app/planted/page.tsx", "const a = <p>Hello</p>;"],
  ["noTextInPages", "src/app/planted/page.tsx", 'const a = <p>{busy ? "Sending…" : texts.send}</p>;'],
  ["noTextInPages", "src/app/planted/page.tsx", `const a = <p>{n > 1 && \`\${n} users\`}</p>;`],
  ["noTextInPages", "src/app/planted/page.tsx", 'const a = <img alt="A gate" />;'],
  ["noTextInPages", "src/app/planted/page.tsx", 'export const metadata = { title: "Users" };'],
  ["noTextInPages", "src/components/planted.tsx", `const a = <button aria-label={\`Remove: \${name}\`} />;`],
  ["fileNamesFit", "src/services/userService.ts", ""],
  ["fileNamesFit", "src/server/routers/user.ts", ""],
  ["fileNamesFit", "src/server/middleware/auth.ts", ""],
  ["fileNamesFit", "src/schemas/user.ts", ""],
  ["fileNamesFit", "src/lib/index.ts", ""],
  ["fileNamesFit", "tests/user.spec.ts", ""],
  ["fileNamesFit", "docs/readme.ts", ""],
  ["foldersAreKnown", "src/utils/text.ts", ""],
  ["foldersAreShallow", "src/server/rest/open/api/paths.ts", ""],
];

const SOUND: Planted[] = [
  [
    "noTryRoundNext",
    "src/server/middleware/planted.middleware.ts",
    "const r = await next();\ntry { log(r); } catch { ignore(); }",
  ],
  [
    "noUnexplainedRawSql",
    "src/services/planted.service.ts",
    "// Prisma has no lock\nawait prisma.$queryRaw`SELECT 1`;",
  ],
  [
    "noUnexplainedCast",
    "src/lib/planted.ts",
    "// True because\nexport const b = a as string;\nconst c = [1] as const;",
  ],
  ["noUnexplainedCast", "src/lib/planted.ts", "import { a as b } from './c';\nexport const d = b satisfies string;"],
  [
    "noSuppression",
    "tests/types/planted.test-d.ts",
    `// ${silence("@ts", "expect-error")} an unknown key\ncall({ a: 1 });`,
  ],
  [
    "queriesSelect",
    "src/services/planted.service.ts",
    "await tx.user.findFirst({ where, select });\nawait tx.user.deleteMany({});",
  ],
  [
    "queriesSelect",
    "src/lib/planted.ts",
    "createHash('sha256').update(text);\nmap.delete(key);\nstore.items.create({});",
  ],
  [
    "auditIsAppendOnly",
    "src/services/planted.service.ts",
    "await tx.auditEvent.createMany({ data });\nawait tx.auditChain.updateMany({ where, data });",
  ],
  [
    "writesAreAtomic",
    "src/services/planted.service.ts",
    "export async function f(tx: Tx) {\n  await tx.user.updateMany(a);\n  await tx.session.deleteMany(b);\n}",
  ],
  [
    "writesAreAtomic",
    "src/services/planted.service.ts",
    "export const f = () => transaction(async (tx) => {\n  for (const a of b) await tx.user.updateMany(a);\n  await g(tx);\n});",
  ],
  [
    "writesAreAtomic",
    "src/services/planted.service.ts",
    "export async function f() {\n  if (a) {\n    await transaction(a);\n    return;\n  }\n  await transaction(b);\n}",
  ],
  [
    "writesAreAtomic",
    "src/services/planted.service.ts",
    "export async function f() {\n  try {\n    await send();\n  } catch {\n    await transaction(a);\n    throw b;\n  }\n  await transaction(c);\n}",
  ],
  ["writesAreAtomic", "src/services/planted.service.ts", "const f = () => (a ? transaction(b) : transaction(c));"],
  ["noAny", "src/lib/planted.ts", "export const any = (a: unknown[]) => a.some(Boolean);"],
  ["noLogOutsideLogger", "src/cli/planted.ts", 'process.stdout.write("x");'],
  [
    "linesCarryRequestId",
    "src/lib/logger.ts",
    "const o = { mixin: () => ({ requestId: currentRequestId() }) };\nexport const logger = pino(o);",
  ],
  ["auditIsAppendOnly", "tests/planted.test.ts", "await prisma.auditEvent.deleteMany({});"],
  ["noMockedDatabase", "tests/planted.test.ts", 'vi.mock("nodemailer");'],
  [
    "noTextInPages",
    "src/app/planted/page.tsx",
    'const a = <p className="wide" title={texts.title}>{texts.title}: {role === "ADMIN" && texts.admin} {"—"} 7</p>;',
  ],
  ["noTextInPages", "src/components/planted.tsx", `const a = <button aria-label={\`\${label}: \${about}\`} />;`],
  ["noTextInPages", "src/client/texts/planted.ts", 'export const texts = { title: "Users" };'],
  ["fileNamesFit", "src/app/users/page.tsx", ""],
  ["fileNamesFit", "src/services/user-list.service.ts", ""],
  ["foldersAreKnown", "src/proxy.ts", ""],
  ["foldersAreShallow", "src/server/rest/codec/query.ts", ""],
];

const sources = ownSources();

describe("every source file", () => {
  it("is looked at", () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  it.each(Object.entries(SOURCE_RULES))("obeys %s", (_name, rule) => {
    expect(sources.flatMap(rule)).toEqual([]);
  });
});

describe("the exemptions", () => {
  it("are those of functions that need them", () => {
    expect(staleNotAtomic(sources)).toEqual([]);
  });

  it("are noticed once they are not needed", () => {
    const atomic = parseSource("src/services/planted.service.ts", "export const f = () => transaction(work);");
    expect(staleNotAtomic([atomic], { "src/services/planted.service.ts f": "…" })).toHaveLength(1);
  });
});

describe("the source rules", () => {
  it.each(BROKEN)("%s refuses a planted %s", (name, path, source) => {
    expect(SOURCE_RULES[name](parseSource(path, source))).not.toEqual([]);
  });

  it.each(SOUND)("%s lets through %s", (name, path, source) => {
    expect(SOURCE_RULES[name](parseSource(path, source))).toEqual([]);
  });

  it("are all shown to bite", () => {
    expect(new Set(BROKEN.map(([name]) => name))).toEqual(new Set(Object.keys(SOURCE_RULES)));
  });
});
