import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";

type Options = { root: string; input?: string };

const failureSchema = z.object({ stdout: z.string(), stderr: z.string() });

/** @throws Error with what the program said */
function runNode(args: readonly string[], { root, input = "" }: Options): string {
  try {
    return execFileSync(process.execPath, args, { cwd: root, encoding: "utf8", input, stdio: "pipe" });
  } catch (error) {
    const said = failureSchema.safeParse(error);
    const text = said.success ? `${said.data.stdout}${said.data.stderr}` : String(error);
    throw new Error(`${args.join(" ")} failed:\n${text}`);
  }
}

const BIOME = "node_modules/@biomejs/biome/bin/biome";

/** The text as Biome would write it to that file: formatted, its imports in order. */
export function tidy(text: string, path: string, root: string): string {
  return runNode([BIOME, "check", "--write", `--stdin-file-path=${path}`], { root, input: text });
}

/** Tidies new files, and holds them to the lint rules. */
export function tidyFiles(paths: readonly string[], root: string): void {
  runNode([BIOME, "check", "--write", "--error-on-warnings", ...paths], { root });
}

/** Derives the SQLite schema, and generates both clients. */
export function generateClients(root: string): void {
  runNode(["--import", "tsx", join("prisma", "generate.ts")], { root });
}

/** @throws Error where the accepted contract is not that of the code at hand */
export function checkContract(root: string): void {
  runNode(["--import", "tsx", join("src", "cli", "contract.ts"), "check"], { root });
}

export function acceptContract(root: string, reason: string | null): void {
  const breaking = reason === null ? [] : ["--breaking", reason];
  runNode(["--import", "tsx", join("src", "cli", "contract.ts"), "accept", ...breaking], { root });
}
