import { describe, expect, it } from "vitest";
import { parseTarget } from "@/server/http/url";
import { door, isFrontMissing } from "./helpers/door-name";
import { api } from "./helpers/request";

const ID = "0198c0de-7a1b-7000-8000-000000000001";

/** Outside of /api, which a front or Next has pages for; and what Next redirects, or cannot decode, before anybody is asked. */
const OUTSIDE = ["//api/health", "/apix/health", "/"];
const NEXTS = /\/\/|\/API\/|%(?:zz|2?$|ff|c0|ed)/;
const isOurs = (path: string) =>
  (door === "direct" || !OUTSIDE.includes(path)) && !(isFrontMissing && NEXTS.test(path));

describe("odd paths (I13)", () => {
  const paths = [
    "/api//health",
    "//api/health",
    "/api/health/",
    "/api/health//",
    "/api/Health",
    "/API/health",
    "/api/%68ealth",
    "/api/health;x=1",
    "/api/health.rsc",
    "/api/users/%zz",
    "/api/users/%",
    "/api/users/%2",
    "/api/users/%2e%2e%2fhealth",
    "/api/users%2fme",
    `/api/users%2F${ID}`,
    "/api/users/%5c",
    "/api/users/a%2eb",
    "/api/users/%00",
    "/api/users/%0d%0aX",
    "/api/users/%7f",
    "/api/users/%ff",
    "/api/users/%c0%af",
    "/api/users/%ed%a0%80",
    "/api",
    "/api/",
    "/apix/health",
    "/",
    "/api/constructor",
    "/api/__proto__",
    "/api/users/x/y",
    "/api/trpc",
    "/api/trpc/",
    "/api/trpc/health.live/",
    "/api/trpc//health.live",
    "/api/trpc/health%2elive",
    "/api/trpc/%68ealth.live",
    "/api/trpc/health",
    "/api/trpc/health.live.x",
    "/api/trpc/Health.live",
    "/api/trpc/__proto__",
    "/api/trpc/constructor",
    "/api/trpcx/health.live",
    "/api/docs/../docs.ts",
    "/api/docs/swagger-ui-bundle.js.map",
    "/api/docs/",
  ];

  it.each(paths.filter(isOurs))("%s is 400 or 404 in an envelope, with every method", async (path) => {
    for (const method of ["GET", "POST", "DELETE", "OPTIONS"]) {
      const { status, error } = await api(method, path, method === "POST" ? { body: {} } : {});
      expect([400, 404], `${method} ${path}`).toContain(status);
      expect(["MALFORMED_REQUEST", "NOT_FOUND"]).toContain(error?.code);
    }
  });

  const undecodable = [
    ["/api/users/%zz", "The path has escapes that it must not have."],
    ["/api/health?q=%zz", "The URL cannot be decoded."],
    ["/api/health?q=%ff", "The URL cannot be decoded."],
    ["/api/health?=1", "A query parameter has no name."],
  ] as const;

  it.each(undecodable.filter(([path]) => isOurs(path)))("%s is MALFORMED_REQUEST", async (path, message) => {
    const { error } = await api("GET", path);
    expect(error).toMatchObject({ code: "MALFORMED_REQUEST", message });
  });
});

describe("long URLs", () => {
  const long = (length: number) => "/api/health?q=".padEnd(length, "x");

  it("reads 8 KiB", async () => {
    expect((await api("GET", long(8192))).error?.code).toBe("VALIDATION_ERROR");
  });

  it.each(["/api/health?q=", "/api/nothing/", "/api/trpc/health.live?input="])("refuses more: %s", async (start) => {
    const { status, error, headers } = await api("GET", start.padEnd(8193, "x"));
    expect({ status, code: error?.code }).toEqual({ status: 414, code: "URI_TOO_LONG" });
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("duplicate query parameters (I11)", () => {
  it.each([
    ["/api/users?limit=1&limit=2", "limit"],
    ["/api/users?limit=1&limit=1", "limit"],
    ["/api/users?a%62=1&ab=2", "ab"],
    ["/api/health?toString=1&toString=2", "toString"],
    ["/api/trpc/user.list?input=%7B%7D&input=%7B%7D", "input"],
    ["/api/trpc/user.list?batch=1&batch=1", "batch"],
  ])("%s is MALFORMED_REQUEST that names it", async (path, field) => {
    const { error } = await api("GET", path);
    expect(error).toMatchObject({ code: "MALFORMED_REQUEST", details: [{ field, issue: "Is given twice." }] });
  });
});

describe("parseTarget", () => {
  it("keeps the path as it was sent, and decodes the query once", () => {
    const { path, query } = parseTarget("http://localhost/api/users/%C3%A9?q=a+b%2Bc%253d&&empty=&bare&x=1=2#part?no");
    expect(path).toBe("/api/users/%C3%A9");
    expect([...query]).toEqual([
      ["q", "a b+c%3d"],
      ["empty", ""],
      ["bare", ""],
      ["x", "1=2"],
    ]);
  });
});
