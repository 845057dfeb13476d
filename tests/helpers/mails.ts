import { z } from "zod";
import { prisma } from "@/lib/prisma";
import { open } from "@/lib/secret-box";
import { processAccountRequests } from "@/services/account-request.service";

const payloadSchema = z.object({ to: z.string(), subject: z.string(), text: z.string(), html: z.string() });

export type TestMail = z.infer<typeof payloadSchema> & { template: string; token: string };

/** The mails in the outbox for an address, oldest first; `token` is that of the link, or "" where there is none. */
export async function mailsTo(email: string): Promise<TestMail[]> {
  // What the worker does first.
  await processAccountRequests();
  const rows = await prisma.outboxMail.findMany({
    where: { sentAt: null },
    select: { template: true, payload: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows
    .map(({ template, payload }) => ({ template, ...payloadSchema.parse(JSON.parse(open(payload, "outbox"))) }))
    .filter((mail) => mail.to === email)
    .map((mail) => ({ ...mail, token: /#token=([\w-]+)/.exec(mail.text)?.[1] ?? "" }));
}

/** The last mail to an address. */
export async function lastMailTo(email: string): Promise<TestMail> {
  const mail = (await mailsTo(email)).at(-1);
  if (!mail) throw new Error(`no mail to ${email}`);
  return mail;
}
