import ts from "typescript";
import { nodesOf, problemAt, type SourceRule } from "./source-file";

/** Who may touch the process's own streams, or make a logger: path → why. */
const SPEAKERS: [path: RegExp, why: string][] = [
  [/^src\/lib\/(logger|log-sink)\.ts$/, "are the logger"],
  [/^src\/lib\/env-schema\.ts$/, "asks whether standard output is a terminal"],
  [/^src\/front\/console\.ts$/, "makes log lines of what libraries print"],
  [/^src\/front\/exit-with\.ts$/, "says why there is no server, where there is no logger either"],
  [/^src\/cli\//, "are command lines: they talk to a person"],
  [/^prisma\/\w+\.ts$/, "are command lines as well"],
  [/^tests\//, "no server runs them"],
];

const STREAMS = /^(console\.\w+|process\.std(out|err))$/;

/** One line an event, with the request's ID: so nothing of the server speaks but through the logger. */
export const noLogOutsideLogger: SourceRule = (file) => {
  if (!/^(src|prisma)\//.test(file.path) || SPEAKERS.some(([path]) => path.test(file.path))) return [];
  const spoken = nodesOf(file.tree, ts.isPropertyAccessExpression).filter((access) => STREAMS.test(access.getText()));
  const loggers = nodesOf(file.tree, ts.isImportDeclaration).filter(
    ({ moduleSpecifier }) => ts.isStringLiteral(moduleSpecifier) && /^pino/.test(moduleSpecifier.text),
  );
  return [
    ...spoken.map((node) => problemAt(file, node, `${node.getText()} outside of the logger`)),
    ...loggers.map((node) => problemAt(file, node, "a logger of its own")),
  ];
};

/** A call of `pino` whose options put no request ID on every line. The suites refuse such a line as well. */
export const linesCarryRequestId: SourceRule = (file) => {
  if (file.path.startsWith("tests/")) return [];
  const calls = nodesOf(file.tree, ts.isCallExpression).filter(({ expression }) => expression.getText() === "pino");
  const mixins = nodesOf(file.tree, ts.isPropertyAssignment).filter(({ name }) => name.getText() === "mixin");
  const carries = mixins.some(({ initializer }) => /requestId: currentRequestId\(\)/.test(initializer.getText()));
  return carries ? [] : calls.map((call) => problemAt(file, call, "a logger whose lines have no request ID"));
};
