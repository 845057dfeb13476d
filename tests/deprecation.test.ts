import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { currentContract } from "@/cli/contract/snapshot";
import { deprecationFields } from "@/server/http/deprecation";
import { buildOpenApi } from "@/server/rest/openapi";
import { routeTable } from "@/server/rest/route-table";
import type { Meta } from "@/server/trpc";
import { api } from "./helpers/request";

function metaOf(id: string): Meta {
  return routeTable.operations.find((operation) => operation.id === id)?.meta ?? expect.fail(`no ${id}`);
}

const live = metaOf("health.live");
const FIELDS = ["deprecation", "sunset", "link"] as const;
const said = (headers: Headers) => FIELDS.map((name) => headers.get(name));

afterEach(() => {
  delete live.deprecated;
});

describe("meta.deprecated", () => {
  const ending = { since: "2026-01-01", sunset: "2026-12-31", instead: "`GET /api/health/ready`" };
  const fields = [
    "@1767225600",
    "Thu, 31 Dec 2026 00:00:00 GMT",
    '</docs/changes>; rel="deprecation"; type="text/html"',
  ];

  it("is said on every answer over REST and tRPC, also in a batch and on a failure", async () => {
    live.deprecated = ending;
    for (const path of [
      "/api/health",
      "/api/health?unknown=1",
      "/api/trpc/health.live",
      "/api/trpc/health.ready,health.live?batch=1",
    ]) {
      const { headers } = await api("GET", path);
      expect(said(headers), path).toEqual(fields);
    }
  });

  it("is not said where there is none, nor of another procedure", async () => {
    const before = await api("GET", "/api/health");
    expect(said(before.headers)).toEqual([null, null, null]);
    live.deprecated = { since: "2026-01-01" };
    const other = await api("GET", "/api/health/ready");
    expect(said(other.headers)).toEqual([null, null, null]);
    const { headers } = await api("GET", "/api/health");
    expect(said(headers)).toEqual([fields[0], null, fields[2]]);
  });

  it("takes of several that which goes first", () => {
    const later = { deprecated: { since: "2026-02-01", sunset: "2026-11-30" } };
    expect(deprecationFields([{}, { deprecated: ending }, later])).toEqual([
      ["Deprecation", fields[0]],
      ["Sunset", "Mon, 30 Nov 2026 00:00:00 GMT"],
      ["Link", fields[2]],
    ]);
  });

  it("stands in the OpenAPI document and in the contract", () => {
    live.deprecated = ending;
    const operation = z
      .object({ get: z.looseObject({ deprecated: z.boolean(), description: z.string() }) })
      .parse(z.record(z.string(), z.unknown()).parse(buildOpenApi(routeTable).paths)["/api/health"]);
    expect(operation.get.deprecated).toBe(true);
    expect(operation.get.description).toContain(
      "Deprecated since 2026-01-01, and ends on 2026-12-31. Use `GET /api/health/ready` instead.",
    );
    const { openapi, trpc } = currentContract();
    expect(trpc.procedures["health.live"]?.deprecated).toBe(true);
    expect(openapi.paths["/api/health"]?.get?.deprecated).toBe(true);
  });
});
