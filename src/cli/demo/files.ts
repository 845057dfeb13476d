import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

const OWNER_ONLY = 0o600;

const FOLDER = resolve(".data");
export const FILES = {
  facts: join(FOLDER, "demo.json"),
  secret: join(FOLDER, "demo-secret"),
  signIn: join(FOLDER, "demo-sign-in.json"),
  cookies: join(FOLDER, "demo-cookies.txt"),
};

const factsSchema = z.object({ url: z.string(), adminEmail: z.string(), adminPassword: z.string() });

/** What scripts may want to know of the demo. */
export type DemoFacts = z.infer<typeof factsSchema>;

/** Makes the demo's folder; it holds secrets, so nobody else may look in. */
export function prepareFolder(): void {
  mkdirSync(FOLDER, { recursive: true });
  chmodSync(FOLDER, 0o700);
}

/** Writes for the owner alone, whole or not at all. */
function writePrivate(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: OWNER_ONLY });
  renameSync(`${file}.new`, file);
}

/** The text of a file, which is made first where it is missing. */
export function keepPrivate(file: string, make: () => string): string {
  if (!existsSync(file)) writePrivate(file, make());
  return readFileSync(file, "utf8").trim();
}

/** The facts of an earlier run; null when there was none, or its file is damaged. */
export function readFacts(): DemoFacts | null {
  try {
    return factsSchema.parse(JSON.parse(readFileSync(FILES.facts, "utf8")));
  } catch {
    return null;
  }
}

/** Writes the facts, and the body that the `curl` line signs in with. */
export function writeFacts(facts: DemoFacts): void {
  writePrivate(FILES.facts, `${JSON.stringify(facts, null, 2)}\n`);
  writePrivate(FILES.signIn, `${JSON.stringify({ email: facts.adminEmail, password: facts.adminPassword })}\n`);
}
