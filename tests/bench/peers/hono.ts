import { serve } from "@hono/node-server";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { createUser, findUser, listUsers } from "./database";
import { byIdInput, createInput, liveOutput, userOutput } from "./schemas";

const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { "application/json": { schema } } });
const answer = <Schema extends z.ZodType>(schema: Schema) => ({ ...json(schema), description: "The answer." });
const wireUser = userOutput.extend({ createdAt: z.string(), updatedAt: z.string() }).openapi("User");
const missing = answer(z.object({ error: z.string() }));

const health = createRoute({ method: "get", path: "/api/health", responses: { 200: answer(liveOutput) } });
const byId = createRoute({
  method: "get",
  path: "/api/users/{id}",
  request: { params: byIdInput },
  responses: { 200: answer(wireUser), 404: missing },
});
const list = createRoute({ method: "get", path: "/api/users", responses: { 200: answer(z.array(wireUser)) } });
const create = createRoute({
  method: "post",
  path: "/api/users",
  request: { body: json(createInput) },
  responses: { 201: answer(wireUser) },
});

const app = new OpenAPIHono()
  .openapi(health, (c) => c.json({ status: "live" as const }, 200))
  .openapi(byId, async (c) => {
    const user = await findUser(c.req.valid("param").id);
    return user ? c.json(user, 200) : c.json({ error: "not found" }, 404);
  })
  .openapi(list, async (c) => c.json(await listUsers(), 200))
  .openapi(create, async (c) => c.json(await createUser(c.req.valid("json")), 201));

serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" });
