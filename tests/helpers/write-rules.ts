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
  "src/services/outbox.service.ts purge": "what is left over goes the next time",
  "src/services/outbox.service.ts deliverDueMails":
    "each mail by itself; a claim is to be seen before the mail is sent",
  "src/services/purge.service.ts purgeExpired": "each kind by itself, so that no lock is held for long",
  "src/services/secret-rotation.service.ts resealSecrets": "each secret by itself; safe to run again",
  "src/services/sign-in-failure.service.ts reserve": "tries again; each step is one conditional write",
  "src/services/sign-in-failure.service.ts countNetworkFailure": "one of the three counts, the others change no row",
  "src/services/sign-in-failure.service.ts noteNetworkFailure": "tries again where nothing was written",
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

type Fork = { before: ts.Node[]; way: ts.Node; otherwise: ts.Node[] };

/** Where one of two ways is gone: what comes before it, the one that may leave, and the other. */
function forkOf(node: ts.Node): Fork | null {
  const given = (other: ts.Node | undefined) => (other ? [other] : []);
  if (ts.isIfStatement(node)) {
    return { before: [node.expression], way: node.thenStatement, otherwise: given(node.elseStatement) };
  }
  if (ts.isConditionalExpression(node)) {
    return { before: [node.condition], way: node.whenTrue, otherwise: [node.whenFalse] };
  }
  if (!ts.isTryStatement(node) || !node.catchClause) return null;
  return { before: [node.tryBlock, ...given(node.finallyBlock)], way: node.catchClause.block, otherwise: [] };
}

/** Whether nothing that stands behind it is reached. */
function leaves(node: ts.Node): boolean {
  if (ts.isBlock(node)) return node.statements.some(leaves);
  return ts.isReturnStatement(node) || ts.isThrowStatement(node);
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}

/**
 * How often it may commit on one way through it; what is in a loop counts twice, and a function of the same file as what it
 * does itself.
 */
function commitsOf(root: ts.Node, functions: readonly Named[], trail: readonly string[] = []): number {
  const inAll = (nodes: readonly ts.Node[]): number => nodes.reduce((sum, node) => sum + visit(node), 0);
  const either = ({ before, way, otherwise }: Fork, after: number): number =>
    inAll(before) + Math.max(visit(way), inAll(otherwise) + after);
  const inOrder = ([first, ...rest]: readonly ts.Statement[]): number => {
    const fork = first && forkOf(first);
    if (fork && leaves(fork.way)) return either(fork, inOrder(rest));
    return first ? visit(first) + inOrder(rest) : 0;
  };
  const inLocal = (called: ts.Node): number => {
    const local = functions.find(({ name }) => name === called.getText() && !trail.includes(name));
    // One that writes more than once on purpose counts once for who calls it.
    return local ? Math.min(local.most, commitsOf(local.body, functions, [...trail, local.name])) : 0;
  };
  const visit = (node: ts.Node): number => {
    if (isCommit(node)) return 1;
    if (ts.isBlock(node)) return inOrder(node.statements);
    const fork = forkOf(node);
    if (fork) return either(fork, 0);
    const own = ts.isCallExpression(node) ? inLocal(node.expression) : 0;
    return own + inAll(childrenOf(node)) * (isRepeated(node) ? 2 : 1);
  };
  return visit(root);
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
