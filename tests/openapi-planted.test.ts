import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { protectedProcedure, publicProcedure } from "@/server/procedures";
import { buildOpenApi } from "@/server/rest/openapi";
import { buildRouteTable } from "@/server/rest/route-table";
import { router } from "@/server/trpc";

const thing = z
  .strictObject({ id: z.uuid(), at: z.date().nullable(), tags: z.array(z.string()) })
  .meta({ id: "Thing" });
const rest = { method: "GET", path: "/things" } as const;

const things = router({
  list: publicProcedure
    .meta({ rest, summary: "List things" })
    .input(
      z.strictObject({
        ids: z.array(z.uuid()).optional().meta({ description: "Which." }),
        since: z.date().optional(),
        size: z.union([z.int().min(1), z.literal("all")]),
        deep: z.boolean().nullable().default(null),
      }),
    )
    .output(z.strictObject({ items: z.array(thing), pagination: z.strictObject({ limit: z.int() }) }))
    .query(() => ({ items: [], pagination: { limit: 1 } })),
  replace: protectedProcedure("users:write")
    .meta({
      rest: { method: "PUT", path: "/things/{id}" },
      summary: "Replace it",
      errors: ["PRECONDITION_FAILED", "RATE_LIMITED"],
    })
    .input(z.strictObject({ id: z.uuid(), at: z.date() }))
    .output(thing.nullable())
    .mutation(() => null),
});

const built = buildOpenApi(buildRouteTable(router({ thing: things })));
const text = JSON.stringify(built);

describe("OpenAPI of a planted router", () => {
  it("passes Redocly's recommended rules", async () => {
    const config = await createConfig({ extends: ["recommended"] });
    const problems = await lintFromString({ source: text, absoluteRef: "/planted.json", config });
    expect(problems.map(({ ruleId, message }) => ({ ruleId, message }))).toEqual([]);
  });

  it("says how each parameter is written", () => {
    expect(built.paths).toMatchObject({
      "/api/things": {
        get: {
          tags: ["thing"],
          parameters: [
            { name: "ids", required: false, explode: false, description: "Which.", schema: { type: "array" } },
            { name: "since", required: false, schema: { type: "string", format: "date-time" } },
            { name: "size", required: true },
            { name: "deep", required: false },
          ],
        },
      },
      "/api/things/{id}": {
        put: {
          parameters: [
            { name: "id", in: "path", required: true },
            { name: "If-Match", in: "header" },
            { name: "Idempotency-Key", in: "header" },
          ],
          requestBody: { required: true, content: { "application/json": { schema: { required: ["at"] } } } },
          responses: { "412": {}, "429": {} },
        },
      },
    });
  });

  it("describes a schema with a name once", () => {
    expect(built.components).toMatchObject({
      schemas: { Thing: { properties: { at: { anyOf: expect.any(Array) } } } },
    });
    expect(text.split('"#/components/schemas/Thing"').length - 1).toBe(2);
  });

  it("refuses two schemas of one name", () => {
    const clash = router({
      one: publicProcedure
        .meta({ rest })
        .input(z.strictObject({}))
        .output(thing)
        .query(() => ({ id: "", at: null, tags: [] })),
      two: publicProcedure
        .meta({ rest: { method: "GET", path: "/others" } })
        .input(z.strictObject({ kind: z.enum(["A"]).meta({ id: "Kind" }).optional() }))
        .output(z.strictObject({ kind: z.enum(["B"]).meta({ id: "Kind" }) }))
        .query(() => ({ kind: "B" as const })),
    });
    expect(() => buildOpenApi(buildRouteTable(clash))).toThrow("Two schemas are called Kind.");
  });

  it("names the server that is configured", async () => {
    expect(built.servers).toEqual([{ url: "/" }]);
    vi.stubEnv("APP_URL", "https://api.example.org");
    vi.stubEnv("DEV_MAILBOX", "");
    vi.resetModules();
    const fresh = await import("@/server/rest/openapi");
    const { routeTable } = await import("@/server/rest/route-table");
    expect(fresh.buildOpenApi(routeTable)).toMatchObject({
      servers: [{ url: "https://api.example.org" }],
      components: { securitySchemes: { session: { name: "__Host-session" } } },
    });
  });
});
