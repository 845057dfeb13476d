import { readFileSync } from "node:fs";
import ts from "typescript";
import { linesCarryRequestId, noLogOutsideLogger } from "./log-rules";
import { isExplained, nodesOf, problemAt, type SourceRule } from "./source-file";
import { noTextInPages } from "./text-rule";
import { noAny, writesAreAtomic } from "./write-rules";

const calledName = (call: ts.CallExpression): string =>
  ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : call.expression.getText();

/** A middleware's `next()` never throws, so a `try` round it is dead code that looks like care. */
const noTryRoundNext: SourceRule = (file) =>
  nodesOf(file.tree, ts.isTryStatement)
    .filter((statement) => nodesOf(statement.tryBlock, ts.isCallExpression).some((call) => calledName(call) === "next"))
    .map((statement) => problemAt(file, statement, "try round next(): look at result.ok instead"));

const RAW = /^\$(queryRaw|executeRaw)(Unsafe)?$/;

/** Tests may set a scene as they like. */
const noUnexplainedRawSql: SourceRule = (file) =>
  nodesOf(file.tree, ts.isPropertyAccessExpression)
    .filter((access) => !file.path.startsWith("tests/") && RAW.test(access.name.text) && !isExplained(file, access))
    .map((access) => problemAt(file, access, "raw SQL without a comment that says why"));

/** `as const` asserts nothing, and `globalThis as typeof globalThis & {…}` only declares a global of ours. */
const isHarmless = (cast: ts.AsExpression): boolean =>
  cast.type.getText() === "const" || cast.expression.getText() === "globalThis";

const noUnexplainedCast: SourceRule = (file) => [
  ...nodesOf(file.tree, ts.isAsExpression)
    .filter((cast) => !isHarmless(cast) && !isExplained(file, cast))
    .map((cast) => problemAt(file, cast, "a cast without a comment that says why it is true")),
  ...nodesOf(file.tree, ts.isTypeAssertionExpression).map((cast) => problemAt(file, cast, "write `as`, with a reason")),
];

const SUPPRESSIONS = /(biome|eslint|@ts|v8|c8|istanbul)[- ](ignore|disable|nocheck|expect-error)/;

/** Type tests may expect an error; nothing else is silenced. */
const noSuppression: SourceRule = (file) =>
  file.lines.flatMap((line, index) => {
    const [found, tool] = SUPPRESSIONS.exec(line) ?? [];
    const isTypeTest = tool === "@ts" && file.path.endsWith(".test-d.ts");
    return found && !isTypeTest ? [`${file.path}:${index + 1} ${found}: mend the cause instead`] : [];
  });

const MODELS = [...readFileSync("prisma/schema.prisma", "utf8").matchAll(/^model (\w)(\w+)/gm)].map(
  ([, first = "", rest = ""]) => first.toLowerCase() + rest,
);
const SELECTING =
  /^(find(Unique|First)(OrThrow)?|findMany|create|update|upsert|delete|createManyAndReturn|updateManyAndReturn)$/;

function isQuery(call: ts.CallExpression): boolean {
  const { expression } = call;
  if (!ts.isPropertyAccessExpression(expression) || !SELECTING.test(expression.name.text)) return false;
  const model = expression.expression;
  return ts.isPropertyAccessExpression(model) && MODELS.includes(model.name.text);
}

function hasSelect([options]: readonly ts.Expression[]): boolean {
  if (!options || !ts.isObjectLiteralExpression(options)) return false;
  const names = options.properties.map((property) => property.name?.getText());
  return names.includes("select") && !names.includes("include") && !names.includes("omit");
}

/** A query that names what it reads cannot hand out a column that is added later. Tests may look at everything. */
const queriesSelect: SourceRule = (file) =>
  nodesOf(file.tree, ts.isCallExpression)
    .filter((call) => !file.path.startsWith("tests/") && isQuery(call) && !hasSelect(call.arguments))
    .map((call) => problemAt(file, call, "a query without a literal `select`"));

const REWRITES = /^(update|upsert|delete)/;
const REWRITING_SQL = /\b(UPDATE|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE(\s+TABLE)?)\s+\W?audit_/i;

function rewritesAudit(call: ts.CallExpression): boolean {
  const { expression } = call;
  if (!ts.isPropertyAccessExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return false;
  const model = expression.expression.name.text;
  if (model === "auditEvent") return REWRITES.test(expression.name.text);
  // A chain grows, so it is updated.
  return model === "auditChain" && /^(upsert|delete)/.test(expression.name.text);
}

/** D9: events are only ever added to, and a chain is never taken away. Tests have to, to see that it is found. */
const auditIsAppendOnly: SourceRule = (file) => {
  if (file.path.startsWith("tests/")) return [];
  const calls = nodesOf(file.tree, ts.isCallExpression).filter(rewritesAudit);
  const rewriting = file.lines.some((line) => REWRITING_SQL.test(line));
  return [
    ...calls.map((call) => problemAt(file, call, "changes or removes audit events, which are only ever added to")),
    ...(rewriting ? [`${file.path}:1 SQL that changes or removes audit events`] : []),
  ];
};

const noMockedDatabase: SourceRule = (file) =>
  nodesOf(file.tree, ts.isCallExpression)
    .filter((call) => /^(mock|doMock)$/.test(calledName(call)) && /lib\/prisma|generated/.test(call.getText()))
    .map((call) => problemAt(file, call, "a mocked database: the suites run on real ones"));

const WORD = "[a-z0-9]+(-[a-z0-9]+)*";
/** The closed vocabulary of file names: folder → what a file in it may be called. The first that fits the folder holds. */
const NAMES: [folder: RegExp, name: RegExp][] = [
  [
    /^src\/app\//,
    new RegExp(`^((page|layout|route|error|global-error|not-found|loading|icon)|_components/${WORD}|${WORD})\\.tsx?$`),
  ],
  [/^src\/server\/routers\//, new RegExp(`^${WORD}\\.router\\.ts$`)],
  [/^src\/server\/middleware\//, new RegExp(`^${WORD}\\.middleware\\.ts$`)],
  [/^src\/schemas\//, new RegExp(`^${WORD}\\.schema\\.ts$`)],
  [/^src\/services\//, new RegExp(`^${WORD}(\\.(service|select))?\\.ts$`)],
  [/^src\/(components|client)\//, new RegExp(`^${WORD}\\.tsx?$`)],
  [/^src\/cli\/sdk\/template\//, /^client\.d\.ts$/],
  [/^src\/|^prisma\//, new RegExp(`^${WORD}\\.ts$`)],
  [/^tests\/(helpers|bench)\//, new RegExp(`^${WORD}\\.ts$`)],
  [/^tests\/types\//, new RegExp(`^${WORD}(\\.${WORD})?\\.test-d\\.ts$`)],
  [/^tests\//, new RegExp(`^${WORD}(\\.${WORD})?\\.test\\.ts$`)],
];

const fileNamesFit: SourceRule = ({ path }) => {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/^index\.tsx?$/.test(name)) return [`${path}:1 no index files`];
  const vocabulary = NAMES.find(([folder]) => folder.test(path))?.[1];
  return vocabulary?.test(name) ? [] : [`${path}:1 not a name of this folder's vocabulary`];
};

const FOLDERS =
  /^src\/(app|cli|client|components|front|generated|lib|schemas|server|services|types)\/|^src\/[a-z]+\.ts$/;

/** Each folder under src has its wall in .biome/walls.json; a new one comes with its own. */
const foldersAreKnown: SourceRule = ({ path }) =>
  path.startsWith("src/") && !FOLDERS.test(path) ? [`${path}:1 a folder without a wall`] : [];

const MAX_DEPTH = 3;

const foldersAreShallow: SourceRule = ({ path }) => {
  const isDeep = path.startsWith("src/") && !path.startsWith("src/app/") && path.split("/").length - 2 > MAX_DEPTH;
  return isDeep ? [`${path}:1 folders are at most ${MAX_DEPTH} deep under src`] : [];
};

export const SOURCE_RULES = {
  noTryRoundNext,
  noAny,
  noUnexplainedRawSql,
  noUnexplainedCast,
  noSuppression,
  queriesSelect,
  writesAreAtomic,
  noLogOutsideLogger,
  linesCarryRequestId,
  auditIsAppendOnly,
  noMockedDatabase,
  noTextInPages,
  fileNamesFit,
  foldersAreKnown,
  foldersAreShallow,
} as const;
