import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { createEngine } from "@secretlint/node";
import { z } from "zod";

const CONFIG = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend" }] };

const messageSchema = z.looseObject({
  message: z.string(),
  loc: z.looseObject({ start: z.looseObject({ line: z.number() }) }),
});
const reportSchema = z.array(z.looseObject({ messages: z.array(messageSchema) }));

type Engine = Awaited<ReturnType<typeof createEngine>>;
let engine: Promise<Engine> | undefined;

/** What looks like a secret in a text: keys of clouds, private keys, tokens, passwords in URLs. */
export async function secretsIn(content: string, filePath: string): Promise<string[]> {
  engine ??= createEngine({
    cwd: process.cwd(),
    configFileJSON: CONFIG,
    formatter: "json",
    color: false,
    maskSecrets: true,
  });
  const { output } = await (await engine).executeOnContent({ content, filePath });
  const report = output === "" ? [] : reportSchema.parse(JSON.parse(output));
  return report.flatMap(({ messages }) =>
    messages.map(({ message, loc }) => `${filePath}:${loc.start.line} ${message}`),
  );
}

/** Every file under version control, those aside that were removed and not yet committed. */
export function versionedFiles(): string[] {
  const paths = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" }).split("\0").filter(Boolean);
  return paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

/** Addresses of databases that nobody has, in the tests of such addresses. */
const PLANTED = /^tests\/(?:db-url|env)\.test\.ts:\d+ found MySQL connection string/;

/** What looks like a secret in these files, pictures and databases aside. */
export async function secretsInFiles(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths.filter((each) => !/\.(?:ico|png|woff2?|db)$/.test(each))) {
    found.push(...(await secretsIn(readFileSync(path, "utf8"), path)));
  }
  return found.filter((line) => !PLANTED.test(line));
}
