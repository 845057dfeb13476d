import { createEngine } from "@secretlint/node";
import { z } from "zod";

const CONFIG = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend" }] };

const reportSchema = z.array(z.looseObject({ messages: z.array(z.looseObject({ message: z.string() })) }));

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
  return report.flatMap(({ messages }) => messages.map(({ message }) => `${filePath}: ${message}`));
}
