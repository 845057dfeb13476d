import { describe, expect, it } from "vitest";
import { z } from "zod";
import { publicProcedure } from "@/server/procedures";
import { buildRouteTable, routeTable } from "@/server/rest/route-table";
import { appRouter } from "@/server/root";
import { router } from "@/server/trpc";
import { definitionsOf } from "./helpers/procedure-rules";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

const answer = z.strictObject({ id: z.string() });

function planted(method: Method, path: `/${string}`, fields: z.ZodRawShape = {}) {
  const procedure = publicProcedure.meta({ rest: { method, path } }).input(z.strictObject(fields)).output(answer);
  return method === "GET" ? procedure.query(() => ({ id: "1" })) : procedure.mutation(() => ({ id: "1" }));
}

const id = { id: z.string() };

describe("the route table", () => {
  it("has every procedure of the router but those that opted out", () => {
    const mapped = definitionsOf(appRouter).filter(({ meta }) => meta?.rest !== false);
    expect(routeTable.operations.map((operation) => operation.id).sort()).toEqual(
      mapped.map(({ path }) => path).sort(),
    );
  });

  it("lets a static path win over a parameter, with every method", () => {
    const table = buildRouteTable(
      router({
        one: planted("GET", "/things/{id}", id),
        me: planted("GET", "/things/me"),
        drop: planted("DELETE", "/things/{id}", id),
      }),
    );
    expect(table.find("/things/me")?.route.byMethod.get("GET")?.id).toBe("me");
    expect(table.find("/things/me")?.route.methods).toEqual(["GET", "HEAD", "OPTIONS"]);
    expect(table.find("/things/you")).toMatchObject({
      params: ["you"],
      route: { methods: ["DELETE", "GET", "HEAD", "OPTIONS"] },
    });
  });

  it("lets operations of one path call its parameters as they like", () => {
    const nested = { id: z.string(), key: z.string() };
    const table = buildRouteTable(
      router({ a: planted("GET", "/x/{key}/of/{id}", nested), b: planted("PUT", "/x/{id}/of/{key}", nested) }),
    );
    const found = table.find("/x/1/of/2");
    expect(found?.params).toEqual(["1", "2"]);
    expect(found?.route.byMethod.get("GET")?.params).toEqual(["key", "id"]);
    expect(found?.route.byMethod.get("PUT")?.params).toEqual(["id", "key"]);
  });

  it.each(["/things/", "/things//1", "//things/1", "/Things/1", "/things", "/things/1/2", "", "/"])(
    "has nothing at %j",
    (path) => {
      expect(buildRouteTable(router({ one: planted("GET", "/things/{id}", id) })).find(path)).toBeUndefined();
    },
  );

  it("leaves out what opted out", () => {
    const hidden = publicProcedure
      .meta({ rest: false })
      .input(z.strictObject({}))
      .output(answer)
      .query(() => ({ id: "1" }));
    expect(buildRouteTable(router({ hidden })).operations).toEqual([]);
  });
});

describe("a table that cannot be built", () => {
  const bare = publicProcedure.input(z.strictObject({})).output(answer);
  const mapped = publicProcedure.meta({ rest: { method: "GET", path: "/x" } });
  const give = () => ({ id: "1" });

  it.each([
    ["without a mapping", router({ x: bare.query(give) }), "x has neither meta.rest nor rest: false."],
    ["without an output", router({ x: mapped.input(z.strictObject({})).query(give) }), "x is not fit for REST"],
    [
      "with an input that is no object",
      router({ x: mapped.input(z.string()).output(answer).query(give) }),
      "its input is no object",
    ],
    [
      "at a route that is taken",
      router({ x: planted("GET", "/x/{id}", id), y: planted("GET", "/x/{id}", id) }),
      "y and x are both at GET /x/{id}.",
    ],
    ["with a stray parameter", router({ x: planted("GET", "/x/{other}", id) }), "x has {other} in its path"],
    [
      "with an object in the query",
      router({ x: planted("GET", "/x", { o: z.strictObject({}).optional() }) }),
      "its field o cannot be said in a URL",
    ],
  ])("%s stops the start and says why", (_name, made, message) => {
    expect(() => buildRouteTable(made)).toThrow(message);
  });
});
