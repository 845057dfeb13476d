import {
  auditEventSchema,
  listAuditEventsSchema,
  listedAuditEventSchema,
  listOwnAuditEventsSchema,
} from "@/schemas/audit-event.schema";
import { pageSchema } from "@/schemas/common.schema";
import { listAuditEvents, listOwnAuditEvents } from "@/services/audit-event.service";
import { protectedProcedure } from "../procedures";
import { traced } from "../service-spans";
import { router } from "../trpc";

const service = traced({ listAuditEvents, listOwnAuditEvents });

export const auditEventRouter = router({
  list: protectedProcedure("audit:read")
    .meta({
      rest: { method: "GET", path: "/audit-events" },
      summary: "List audit events",
      description: "One page of what was changed about anybody's account, and by whom.",
    })
    .input(listAuditEventsSchema)
    .output(pageSchema(listedAuditEventSchema))
    .query(({ ctx, input }) => service.listAuditEvents(ctx.actor, input)),

  mine: protectedProcedure("account:read")
    .meta({
      rest: { method: "GET", path: "/account/audit-events" },
      summary: "List what was done to your account",
      description: "One page, newest first.",
    })
    .input(listOwnAuditEventsSchema)
    .output(pageSchema(auditEventSchema))
    .query(({ ctx, input }) => service.listOwnAuditEvents(ctx.actor, input)),
});
