import { pageSchema } from "@/schemas/common.schema";
import {
  capturedMailSchema,
  capturedMailSummarySchema,
  listMailboxSchema,
  mailByNameSchema,
} from "@/schemas/mailbox.schema";
import { listMails, readMail } from "@/services/mailbox.service";
import { publicProcedure } from "../procedures";
import { traced } from "../service-spans";
import { router } from "../trpc";

const service = traced({ listMails, readMail });

/** For developers, and on no API: the page /dev/mailbox alone asks. */
export const mailboxRouter = router({
  list: publicProcedure
    .meta({ rest: false, summary: "List captured mails", errors: ["NOT_FOUND"] })
    .input(listMailboxSchema)
    .output(pageSchema(capturedMailSummarySchema))
    .query(({ ctx, input }) => service.listMails({ isLocal: ctx.isLocal() }, input)),

  byName: publicProcedure
    .meta({ rest: false, summary: "Read a captured mail", errors: ["NOT_FOUND"] })
    .input(mailByNameSchema)
    .output(capturedMailSchema)
    .query(({ ctx, input }) => service.readMail({ isLocal: ctx.isLocal() }, input.name)),
});
