import ts from "typescript";
import { nodesOf, problemAt, type SourceFile, type SourceRule } from "./source-file";

/** Functions that write more than once, and not in one transaction, on purpose: `path name` → why that is safe. */
const NOT_ATOMIC: Readonly<Record<string, string>> = {
  "src/services/account-request.service.ts tryToHandle":
    "the same transaction once more, after the first was rolled back",
  "src/services/account-request.service.ts processAccountRequests": "each request in a transaction of its own",
  "src/services/idempotency.service.ts beginRun": "tries again; each step is conditional, and who inserts has the run",
  "src/services/idempotency.service.ts releaseIfUndone":
    "either row state lets the next attempt in; the lease runs out too",
  "src/services/identity-owner.ts ownerOf": "the same transaction once more, after the first was rolled back",
  "src/services/outbox.service.ts deliver": "a mail is noted as failed or as sent, never as both",
  "src/services/outbox.service.ts purge": "what is left over goes the next time",
  "src/services/outbox.service.ts deliverDueMails":
    "each mail by itself; a claim is to be seen before the mail is sent",
  "src/services/purge.service.ts purgeExpired": "each kind by itself, so that no lock is held for long",
  "src/services/secret-rotation.service.ts resealSecrets": "each secret by itself; safe to run again",
  "src/services/sign-in-failure.service.ts reserve": "tries again; each step is one conditional write",
  "src/services/sign-in-failure.service.ts countNetworkFailure": "one of the three counts, the others change no row",
  "src/services/sign-in-failure.service.ts noteNetworkFailure": "tries again where nothing was written",
  "src/services/sign-in.service.ts signIn": "mails a link, or opens a session: never both",
};

const WRITE = /^(create|update|upsert|delete)(Many)?(AndReturn)?$/;
/** Clients that are no transaction. What is called on a `tx` is inside of one already. */
const CLIENT = /^(prisma|db)$/;

/** `transaction(…)`, `prisma.$transaction(…)`, `prisma.$executeRaw…`, `prisma.user.create(…)`: something is committed. */
function isCommit(node: ts.Node): boolean {
  if (ts.isTaggedTemplateExpression(node)) return /^(prisma|db)\.\$executeRaw$/.test(node.tag.getText());
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  if (ts.isIdentifier(expression)) return expression.text === "transaction";
  if (!ts.isPropertyAccessExpression(expression)) return false;
  const [name, owner] = [expression.name.text, expression.expression];
  if (name === "$transaction" || name === "$executeRawUnsafe") return CLIENT.test(owner.getText());
  return WRITE.test(name) && ts.isPropertyAccessExpression(owner) && CLIENT.test(owner.expression.getText());
}

function isRepeated(node: ts.Node): boolean {
  if (ts.isIterationStatement(node, false)) return true;
  const isCallback = ts.isArrowFunction(node) && ts.isCallExpression(node.parent);
  return isCallback && /\.(map|flatMap|forEach)$/.test(node.parent.expression.getText());
}

type Named = { name: string; node: ts.Node; body: ts.Node; most: number };

function topFunctions({ path, tree }: SourceFile): Named[] {
  const most = (name: string) => (`${path} ${name}` in NOT_ATOMIC ? 1 : Number.POSITIVE_INFINITY);
  return tree.statements.flatMap((statement): Named[] => {
    if (ts.isFunctionDeclaration(statement) && statement.name && statement.body) {
      const name = statement.name.text;
      return [{ name, node: statement, body: statement.body, most: most(name) }];
    }
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      initializer && ts.isArrowFunction(initializer)
        ? [{ name: name.getText(), node: statement, body: initializer.body, most: most(name.getText()) }]
        : [],
    );
  });
}

/** How often it may commit; what is in a loop counts twice, and a function of the same file as what it does itself. */
function commitsOf(root: ts.Node, functions: readonly Named[], trail: readonly string[] = []): number {
  let count = 0;
  const visit = (node: ts.Node, times: number): void => {
    if (isCommit(node)) {
      count += times;
      return;
    }
    const called = ts.isCallExpression(node) && ts.isIdentifier(node.expression) ? node.expression.text : null;
    const local = functions.find(({ name }) => name === called && !trail.includes(name));
    // One that writes more than once on purpose counts once for who calls it.
    if (local) count += times * Math.min(local.most, commitsOf(local.body, functions, [...trail, local.name]));
    ts.forEachChild(node, (child) => visit(child, isRepeated(node) ? times * 2 : times));
  };
  visit(root, 1);
  return count;
}

/** What writes more than once without a transaction round it: half of it stays when the process dies in between. */
function manyCommits(file: SourceFile): Named[] {
  if (!/^(src|prisma)\//.test(file.path)) return [];
  const functions = topFunctions(file);
  return functions.filter(({ name, body }) => commitsOf(body, functions, [name]) > 1);
}

export const writesAreAtomic: SourceRule = (file) =>
  manyCommits(file)
    .filter(({ name }) => !(`${file.path} ${name}` in NOT_ATOMIC))
    .map(({ name, node }) => problemAt(file, node, `${name} writes more than once, and not in one transaction`));

/** Exemptions of functions that are gone, or atomic by now. */
export function staleNotAtomic(files: readonly SourceFile[], exempt = NOT_ATOMIC): string[] {
  const found = files.flatMap((file) => manyCommits(file).map(({ name }) => `${file.path} ${name}`));
  return Object.keys(exempt).filter((each) => !found.includes(each));
}

/** Everything that is called `any`, in tests as well. */
export const noAny: SourceRule = (file) =>
  nodesOf(file.tree, (node): node is ts.KeywordTypeNode => node.kind === ts.SyntaxKind.AnyKeyword).map((node) =>
    problemAt(file, node, "any"),
  );
