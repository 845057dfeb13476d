import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

/** A file of ours, read once for all rules. */
export type SourceFile = { path: string; lines: string[]; tree: ts.SourceFile };

/** A rule gives a line number and a sentence for each place that breaks it. */
export type Problem = string;
export type SourceRule = (file: SourceFile) => Problem[];

/** @param path decides which rules hold, and whether it is TSX */
export function parseSource(path: string, source: string): SourceFile {
  const kind = path.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, kind);
  return { path, lines: source.split("\n"), tree };
}

/** Every TypeScript file of the repository that people write. */
export function ownSources(): SourceFile[] {
  return ["src", "prisma", "tests"]
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map(
        (name) => `${folder}/${name.replaceAll("\\", "/")}`,
      ),
    )
    .filter((path) => /\.tsx?$/.test(path) && !/^src\/generated\/|\/node_modules\/|\/\.next\//.test(path))
    .map((path) => parseSource(path, readFileSync(path, "utf8")));
}

/** Every node of the tree that the guard accepts. */
export function nodesOf<Node extends ts.Node>(root: ts.Node, guard: (node: ts.Node) => node is Node): Node[] {
  const found: Node[] = [];
  const visit = (node: ts.Node): void => {
    if (guard(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function lineOf(file: SourceFile, node: ts.Node): number {
  return file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line;
}

export function problemAt(file: SourceFile, node: ts.Node, sentence: string): Problem {
  return `${file.path}:${lineOf(file, node) + 1} ${sentence}`;
}

const COMMENT = /^\s*(\/\/|\*|\/\*)|\/\/ \S/;

function isStatement(node: ts.Node): boolean {
  return ts.isStatement(node) || ts.isClassElement(node) || ts.isPropertyAssignment(node);
}

/** Whether a comment stands on the node's line, on the line above, or above the statement that it is part of. */
export function isExplained(file: SourceFile, node: ts.Node): boolean {
  let statement = node;
  while (!isStatement(statement) && statement.parent) statement = statement.parent;
  const own = lineOf(file, node);
  return [own, own - 1, lineOf(file, statement) - 1].some((line) => COMMENT.test(file.lines[line] ?? ""));
}
