import { type CapturedMail, capturedMailNames, readCapturedMail } from "@/lib/captured-mail";
import { decodeCursor } from "@/lib/cursor";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Page } from "@/lib/response";
import type { CapturedMailSummary, CapturedMailView, ListMailboxInput } from "@/schemas/mailbox.schema";
import { toPage } from "./keyset";

const LIST = "mailbox";

/** From where it is asked for. */
type Asker = { isLocal: boolean };

/** To everybody else it is as if there were none. */
function assertOpen({ isLocal }: Asker): void {
  if (!env.DEV_MAILBOX || !isLocal) throw new AppError("NOT_FOUND");
}

function toSummary({ name, template, sentAt, to, subject }: CapturedMail): CapturedMailSummary {
  return { name, template, sentAt, to, subject };
}

/**
 * One keyset page of the mails that were captured in place of being sent, newest first.
 * @throws AppError `NOT_FOUND` where the mailbox is not open to the asker; `VALIDATION_ERROR` on `cursor`
 */
export async function listMails(asker: Asker, { limit, cursor }: ListMailboxInput): Promise<Page<CapturedMailSummary>> {
  assertOpen(asker);
  const position = cursor === undefined ? null : decodeCursor(LIST, cursor);
  const names = (await capturedMailNames(env.MAIL_DIR)).filter((name) => position === null || name < position.value);
  const mails = await Promise.all(names.slice(0, limit + 1).map((name) => readCapturedMail(env.MAIL_DIR, name)));
  return toPage({
    rows: mails.filter((mail) => mail !== null),
    limit,
    list: LIST,
    position: ({ name }) => ({ value: name, id: name }),
    toItem: toSummary,
  });
}

/**
 * One captured mail, with the link in it.
 * @throws AppError `NOT_FOUND`, also where the mailbox is not open to the asker
 */
export async function readMail(asker: Asker, name: string): Promise<CapturedMailView> {
  assertOpen(asker);
  const mail = await readCapturedMail(env.MAIL_DIR, name);
  if (!mail) throw new AppError("NOT_FOUND");
  return { ...toSummary(mail), text: mail.text };
}
