import { byIdSchema, emptySchema, pageSchema, removedSchema } from "@/schemas/common.schema";
import { endedSchema, listSessionsOfUserSchema, listSessionsSchema, openSessionSchema } from "@/schemas/session.schema";
import {
  listSessions,
  listSessionsOf,
  removeOtherSessions,
  removeSession,
  removeSessionsOf,
} from "@/services/session-list.service";
import { protectedProcedure } from "../procedures";
import { traced } from "../service-spans";
import { clearSessionCookie } from "../session-cookie";
import { router } from "../trpc";

const service = traced({ listSessions, listSessionsOf, removeOtherSessions, removeSession, removeSessionsOf });

export const sessionRouter = router({
  list: protectedProcedure("account:read")
    .meta({
      rest: { method: "GET", path: "/sessions" },
      summary: "List your sessions",
      description: "Where you are signed in, newest first; also where an admin acts as you.",
    })
    .input(listSessionsSchema)
    .output(pageSchema(openSessionSchema))
    .query(({ ctx, input }) => service.listSessions(ctx.actor, input)),

  remove: protectedProcedure("account:secure", "users:write")
    .meta({
      rest: { method: "DELETE", path: "/sessions/{id}" },
      summary: "End a session",
      description:
        "An own one, or anybody's for an admin. It is over at once, with what an admin does from it as others.",
    })
    .input(byIdSchema)
    .output(removedSchema)
    .mutation(async ({ ctx, input }) => {
      const removed = await service.removeSession(ctx.actor, input.id);
      const { credential } = ctx.actor;
      const isOwn = credential.kind === "session" && credential.sessionId === input.id;
      if (isOwn) ctx.responseHeaders.append("Set-Cookie", clearSessionCookie());
      return removed;
    }),

  removeOthers: protectedProcedure("account:secure")
    .meta({
      rest: { method: "DELETE", path: "/sessions" },
      summary: "End all your other sessions",
      description: "You stay signed in here, and nowhere else.",
    })
    .input(emptySchema)
    .output(endedSchema)
    .mutation(({ ctx }) => service.removeOtherSessions(ctx.actor)),

  listOfUser: protectedProcedure("users:read")
    .meta({
      rest: { method: "GET", path: "/users/{id}/sessions" },
      summary: "List a user's sessions",
      description: "Where the user is signed in, newest first.",
    })
    .input(listSessionsOfUserSchema)
    .output(pageSchema(openSessionSchema))
    .query(({ ctx, input: { id, ...input } }) => service.listSessionsOf(ctx.actor, id, input)),

  removeAllOfUser: protectedProcedure("users:write")
    .meta({
      rest: { method: "DELETE", path: "/users/{id}/sessions" },
      summary: "End a user's sessions",
      description: "The user is signed out everywhere, at once.",
    })
    .input(byIdSchema)
    .output(endedSchema)
    .mutation(({ ctx, input }) => service.removeSessionsOf(ctx.actor, input.id)),
});
