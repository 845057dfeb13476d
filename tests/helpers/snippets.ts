import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";
import { z } from "zod";

const snippetSchema = z.record(
  z.string(),
  z.strictObject({
    scope: z.string(),
    prefix: z.string(),
    description: z.string(),
    body: z.array(z.string()),
  }),
);

/** The editor's snippets, by name. */
export function readSnippets() {
  return snippetSchema.parse(JSON.parse(readFileSync(".vscode/house.code-snippets", "utf8")));
}

/** What the editor inserts for who only presses Tab: each place's own word, or the first of its choices. */
export function expand(body: readonly string[]): string {
  return body
    .join("\n")
    .replace(/\$\{\d+\|([^,|}]+)[^}]*\|\}/g, "$1")
    .replace(/\$\{\d+:([^}]*)\}/g, "$1");
}

/**
 * What the compiler says of files that are not there, in the midst of the project.
 * @param files path → source
 */
export function complaintsOf(files: Record<string, string>): string[] {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, process.cwd());
  const host = ts.createCompilerHost(options, true);
  const sources = new Map(Object.entries(files).map(([path, source]) => [resolve(path), source]));
  const { fileExists, readFile } = host;
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.readFile = (path) => sources.get(path) ?? readFile(path);
  const program = ts.createProgram([...sources.keys()], { ...options, incremental: false }, host);
  return [...sources.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  });
}
