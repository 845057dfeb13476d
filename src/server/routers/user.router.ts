import { acceptedSchema } from "@/schemas/auth.schema";
import { byIdSchema, pageSchema, removedSchema } from "@/schemas/common.schema";
import {
  createUserSchema,
  listedUserSchema,
  listUsersSchema,
  replaceUserSchema,
  updateUserSchema,
  userSchema,
} from "@/schemas/user.schema";
import { sendReset } from "@/services/password.service";
import { createUser, getUser, removeUser, replaceUser, updateUser } from "@/services/user.service";
import { listUsers } from "@/services/user-list.service";
import { protectedProcedure } from "../procedures";
import { RATE_LIMITS } from "../rate-limits";
import { traced } from "../service-spans";
import { router } from "../trpc";

const service = traced({ sendReset, createUser, getUser, removeUser, replaceUser, updateUser, listUsers });

export const userRouter = router({
  list: protectedProcedure("users:read")
    .meta({
      rest: { method: "GET", path: "/users" },
      summary: "List users",
      description: "One page of users, newest first unless `sort` says otherwise. Follow `meta.pagination.nextCursor`.",
    })
    .input(listUsersSchema)
    .output(pageSchema(listedUserSchema))
    .query(({ ctx, input }) => service.listUsers(ctx.actor, input)),

  create: protectedProcedure("users:write")
    .meta({
      rateLimit: [{ ...RATE_LIMITS.writes, cost: 5 }],
      rest: { method: "POST", path: "/users", status: 201 },
      summary: "Create a user",
      description: "Makes an account and mails the person a link to choose a password.",
      errors: ["CONFLICT"],
    })
    .input(createUserSchema)
    .output(userSchema)
    .mutation(({ ctx, input }) => service.createUser(ctx.actor, input)),

  byId: protectedProcedure("account:read", "users:read")
    .meta({
      rest: { method: "GET", path: "/users/{id}" },
      summary: "Read a user",
      description: "For an admin, or the person. To anyone else the user does not exist.",
    })
    .input(byIdSchema)
    .output(userSchema)
    .query(({ ctx, input }) => service.getUser(ctx.actor, input.id)),

  replace: protectedProcedure("users:write")
    .meta({
      rest: { method: "PUT", path: "/users/{id}" },
      summary: "Replace a user",
      description: "Sets name, role and status together. Honours `If-Match`. Disabling ends the person's sessions.",
      errors: ["CONFLICT", "PRECONDITION_FAILED"],
    })
    .input(replaceUserSchema)
    .output(userSchema)
    .mutation(({ ctx, input }) => service.replaceUser(ctx.actor, input, ctx.ifMatch)),

  update: protectedProcedure("account:write", "users:write")
    .meta({
      rest: { method: "PATCH", path: "/users/{id}" },
      summary: "Update a user",
      description: "Sets what is given. The person may change the own name, an admin everything. Honours `If-Match`.",
      errors: ["FORBIDDEN", "CONFLICT", "PRECONDITION_FAILED"],
    })
    .input(updateUserSchema)
    .output(userSchema)
    .mutation(({ ctx, input }) => service.updateUser(ctx.actor, input, ctx.ifMatch)),

  remove: protectedProcedure("users:write")
    .meta({
      rest: { method: "DELETE", path: "/users/{id}" },
      summary: "Remove a user",
      description:
        "Deletes the account with its sessions. Honours `If-Match`. The last active admin cannot be removed.",
      errors: ["CONFLICT", "PRECONDITION_FAILED"],
    })
    .input(byIdSchema)
    .output(removedSchema)
    .mutation(({ ctx, input }) => service.removeUser(ctx.actor, input.id, ctx.ifMatch)),

  sendReset: protectedProcedure("users:write")
    .meta({
      rateLimit: [{ ...RATE_LIMITS.writes, cost: 5 }],
      rest: { method: "POST", path: "/users/{id}/reset-password", status: 202 },
      summary: "Send a link to choose a password",
      description: "Mails it to the person. Nobody chooses a password for somebody else.",
      errors: ["CONFLICT"],
    })
    .input(byIdSchema)
    .output(acceptedSchema)
    .mutation(async ({ ctx, input }) => {
      await service.sendReset(ctx.actor, input.id);
      return { message: "A link to choose a password is on its way to the person." };
    }),
});
