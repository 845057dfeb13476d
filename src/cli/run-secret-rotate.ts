import { resealSecrets } from "@/services/secret-rotation.service";
import { type Output, runCommand, UsageError } from "./run-command";

const USAGE = "Usage: APP_SECRET=new,old npm run secret:rotate\n";

/**
 * `npm run secret:rotate`: seals what is kept for good under the first secret of APP_SECRET.
 * @returns the exit code: 1 when something could not be opened, so that no secret must be dropped yet
 */
export async function runSecretRotate(args: string[], out: Output, err: Output): Promise<number> {
  return runCommand(USAGE, err, async () => {
    if (args.length > 0) throw new UsageError("This takes no arguments.");
    const { resealed, unreadable } = await resealSecrets();
    out.write(`${resealed} sealed under the newest secret.\n`);
    for (const userId of unreadable) out.write(`${userId}: none of the secrets opens the authenticator app's.\n`);
    if (unreadable.length === 0) out.write("Older secrets can go from APP_SECRET once a week has passed.\n");
    return unreadable.length === 0 ? 0 : 1;
  });
}
