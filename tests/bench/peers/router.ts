import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import type { OpenApiMeta } from "trpc-to-openapi";
import { z } from "zod";
import { createUser, findUser, listUsers } from "./database";
import { byIdInput, createInput, liveOutput, userOutput } from "./schemas";

// As create-t3-app sets it up, and trpc-to-openapi asks for.
const t = initTRPC.meta<OpenApiMeta>().create({ transformer: superjson, isDev: false });

const openapi = (method: "GET" | "POST", path: `/${string}`) => ({ openapi: { method, path } });

export const appRouter = t.router({
  health: t.router({
    live: t.procedure
      .meta(openapi("GET", "/health"))
      .input(z.object({}).optional())
      .output(liveOutput)
      .query(() => ({ status: "live" as const })),
  }),
  user: t.router({
    byId: t.procedure
      .meta(openapi("GET", "/users/{id}"))
      .input(byIdInput)
      .output(userOutput)
      .query(async ({ input }) => {
        const user = await findUser(input.id);
        if (!user) throw new TRPCError({ code: "NOT_FOUND" });
        return user;
      }),
    list: t.procedure
      .meta(openapi("GET", "/users"))
      .input(z.object({}).optional())
      .output(z.array(userOutput))
      .query(() => listUsers()),
    create: t.procedure
      .meta(openapi("POST", "/users"))
      .input(createInput)
      .output(userOutput)
      .mutation(({ input }) => createUser(input)),
  }),
});
