import { parseArgs } from "node:util";
import { env } from "@/lib/env";
import { emailSchema } from "@/schemas/email.schema";
import { nameSchema } from "@/schemas/user.schema";
import { inviteAdmin } from "@/services/user-admin.service";
import { type Output, runCommand, UsageError } from "./run-command";

const USAGE = 'Usage: npm run user:admin -- mail@example.org [--name "Ada Lovelace"]\n';
const OUTCOMES = {
  created: "is a new administrator.",
  promoted: "is an administrator now.",
  unchanged: "is an administrator already.",
};

function readArguments(args: string[]) {
  try {
    const { positionals, values } = parseArgs({ args, options: { name: { type: "string" } }, allowPositionals: true });
    if (positionals.length !== 1) throw new UsageError("Give one e-mail address.");
    return { email: positionals[0], name: values.name };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readWish(args: string[]): { email: string; name: string | undefined } {
  const given = readArguments(args);
  const email = emailSchema.safeParse(given.email);
  if (!email.success) throw new UsageError(`"${given.email}" is not an e-mail address.`);
  const name = nameSchema.optional().safeParse(given.name);
  if (!name.success) throw new UsageError(`--name: ${name.error.issues[0]?.message ?? "is not usable."}`);
  return { email: email.data, name: name.data };
}

async function invite(args: string[], out: Output): Promise<void> {
  const { user, token, outcome } = await inviteAdmin(readWish(args));
  out.write(`${user.email} ${OUTCOMES[outcome]}\n`);
  out.write(`To choose a password, open within the hour, once:\n  ${env.APP_URL}/reset-password#token=${token}\n`);
}

/**
 * `npm run user:admin`: makes an admin and prints the link that sets the password.
 * @returns the exit code
 */
export async function runUserAdmin(args: string[], out: Output, err: Output): Promise<number> {
  return runCommand(USAGE, err, async () => {
    await invite(args, out);
    return 0;
  });
}
