import { parseArgs } from "node:util";
import { AppError } from "@/lib/errors";
import { idSchema } from "@/schemas/common.schema";
import { verifyChains } from "@/services/audit-verify.service";
import { type Output, runCommand, UsageError } from "./run-command";

const USAGE = "Usage: npm run audit:verify [-- --account 0198c0de-7a1b-7000-8000-000000000001]\n";

function readAccount(args: string[]): string | undefined {
  let account: string | undefined;
  try {
    ({ account } = parseArgs({ args, options: { account: { type: "string" } } }).values);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  if (account !== undefined && !idSchema.safeParse(account).success) {
    throw new UsageError(`"${account}" is not the ID of an account.`);
  }
  return account;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

async function verify(args: string[], out: Output): Promise<number> {
  const accountId = readAccount(args);
  const { chains, events, broken } = await verifyChains({
    accountId,
    onBroken: (chain) => out.write(`${chain.accountId}: event ${chain.sequence} ${chain.problem}.\n`),
  });
  out.write(
    `${counted(chains, "chain")} with ${counted(events, "event")}: ${broken === 0 ? "all whole" : `${broken} broken`}.\n`,
  );
  return broken === 0 ? 0 : 1;
}

/**
 * `npm run audit:verify`: recomputes the chains of audit events, and names each that is not as it was written.
 * @returns the exit code: 1 when a chain is broken
 */
export async function runAuditVerify(args: string[], out: Output, err: Output): Promise<number> {
  return runCommand(USAGE, err, async () => {
    try {
      return await verify(args, out);
    } catch (error) {
      if (error instanceof AppError && error.code === "NOT_FOUND") throw new UsageError(error.message);
      throw error;
    }
  });
}
