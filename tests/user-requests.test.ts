import { beforeAll, describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import type { User } from "@/schemas/user.schema";
import { isFrontMissing } from "./helpers/door-name";
import { fieldsOf } from "./helpers/fields";
import { captureLogs } from "./helpers/logs";
import { api } from "./helpers/request";
import { makeUser, signedIn, type TestUser } from "./helpers/world";

let admin: { cookie: string };
let person: TestUser;

beforeAll(async () => {
  admin = await signedIn(await makeUser({ role: "ADMIN" }));
  person = await makeUser({ name: "Ada King" });
});

describe("users over REST", () => {
  it("are made with 201 and a Location that leads to them", async () => {
    const body = { email: "Grace@Example.org", name: "Grace Hopper" };
    const { status, headers, data } = await api<User>("POST", "/api/users", { ...admin, body });
    expect([status, headers.get("location")]).toEqual([201, `/api/users/${data?.id}`]);
    const read = await api<User>("GET", headers.get("location") ?? "", admin);
    expect(read.data).toEqual(data);
    expect(read.headers.get("etag")).toBe('"1"');
  });

  it("are refused with 409 on `email` when the address is taken", async () => {
    const taken = await api("POST", "/api/users", { ...admin, body: { email: person.email, name: "X" } });
    expect(taken).toMatchObject({
      status: 409,
      error: { code: "CONFLICT", details: [{ field: "email", issue: "Is already taken." }] },
    });
  });

  it("D2: are changed under If-Match by one, and 412 tells the other", async () => {
    const { id } = await makeUser();
    const change = (name: string, etag: string) =>
      api<User>("PATCH", `/api/users/${id}`, { ...admin, body: { name }, headers: { "if-match": etag } });
    const etag = (await api("GET", `/api/users/${id}`, admin)).headers.get("etag") ?? "";
    const results = await Promise.all([change("One", etag), change("Two", etag)]);
    expect(results.map(({ status }) => status).sort()).toEqual([200, 412]);
    const winner = results.find(({ status }) => status === 200);
    expect(winner?.headers.get("etag")).toBe('"2"');
    const body = { name: "Three", role: "USER", status: "ACTIVE" };
    expect((await api("PUT", `/api/users/${id}`, { ...admin, body, headers: { "if-match": etag } })).status).toBe(412);
    expect((await api("PUT", `/api/users/${id}`, { ...admin, body, headers: { "if-match": '"2"' } })).status).toBe(200);
  });

  it("are deleted with 200 and the id, once", async () => {
    const { id } = await makeUser();
    expect(await api("DELETE", `/api/users/${id}`, admin)).toMatchObject({ status: 200, data: { id } });
    expect((await api("DELETE", `/api/users/${id}`, admin)).status).toBe(404);
  });

  it("are listed in pages that the query describes", async () => {
    const { data, pagination } = await api<User[]>(
      "GET",
      "/api/users?limit=2&sort=email&withTotal=true&role=USER",
      admin,
    );
    expect(data).toHaveLength(2);
    expect(pagination).toMatchObject({ limit: 2, total: await prisma.user.count({ where: { role: "USER" } }) });
    const next = await api<User[]>(
      "GET",
      `/api/users?limit=2&sort=email&role=USER&cursor=${pagination?.nextCursor}`,
      admin,
    );
    expect(next.data?.[0]?.email.localeCompare(data?.[1]?.email ?? "")).toBe(1);
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["limit=ten", "limit"],
    ["limit=1e1", "limit"],
    ["limit=", "limit"],
    ["withTotal=1", "withTotal"],
    ["withTotal=yes", "withTotal"],
    ["sort=version", "sort"],
    ["role=ROOT", "role"],
    ["q=", "q"],
    ["cursor=forged.forged", "cursor"],
    ["page=2", "page"],
    ["passwordHash=x", "passwordHash"],
    // Next drops it before anybody sees it.
    ...(isFrontMissing ? [] : [["__proto__=x", "__proto__"]]),
  ])("I18, I19: refuse ?%s by name", async (query, field) => {
    const { status, headers, text } = await listRaw(query);
    expect(status).toBe(400);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(JSON.parse(text)).toMatchObject({
      success: false,
      error: { code: "VALIDATION_ERROR", details: [{ field }] },
    });
  });

  it("Z1: are answered alike for foreign and missing, body and fields", async () => {
    const { cookie } = await signedIn(person);
    const other = await makeUser();
    const shape = async (method: string, id: string) => {
      const { status, headers, error } = await api(method, `/api/users/${id}`, {
        cookie,
        ...(method === "PATCH" && { body: { name: "X" } }),
      });
      return JSON.stringify([status, error, fieldsOf(headers)]);
    };
    for (const method of ["GET", "PATCH", "DELETE"]) {
      expect(await shape(method, other.id)).toBe(await shape(method, "0198c0de-7a1b-7000-8000-00000000dead"));
    }
  });
});

async function listRaw(query: string) {
  const { fetchDocument } = await import("./helpers/request");
  return fetchDocument("GET", `/api/users?${query}`, admin);
}

describe("a batch (Z11)", () => {
  it("is judged call by call, and answered in order", async () => {
    const { cookie } = await signedIn(person);
    const other = await makeUser();
    const calls = [
      { json: { id: person.id } },
      { json: { id: other.id } },
      { json: {} },
      { json: { id: "x" } },
      { json: {} },
    ];
    const path = "user.byId,user.byId,user.list,user.byId,health.live";
    const query = new URLSearchParams({ batch: "1", input: JSON.stringify({ ...calls }) });
    const { result, lines } = await captureLogs(() => api("GET", `/api/trpc/${path}?${query}`, { cookie }));
    expect(result.status).toBe(207);
    expect(result.envelopes.map((each) => (each.success ? "OK" : each.error.code))).toEqual([
      "OK",
      "NOT_FOUND",
      "FORBIDDEN",
      "VALIDATION_ERROR",
      "OK",
    ]);
    const requestId = result.headers.get("x-request-id");
    expect(lines.map((line) => line.requestId).sort()).toEqual(calls.map((_call, index) => `${requestId}.${index}`));
  });

  it("of changes makes those that are allowed, and no other", async () => {
    const { cookie } = await signedIn(person);
    const other = await makeUser({ name: "Untouched" });
    const body = { 0: { json: { id: person.id, name: "Changed" } }, 1: { json: { id: other.id, name: "Changed" } } };
    const { envelopes } = await api("POST", "/api/trpc/user.update,user.update?batch=1", { cookie, body });
    expect(envelopes.map((each) => (each.success ? "OK" : each.error.code))).toEqual(["OK", "NOT_FOUND"]);
    const names = await prisma.user.findMany({
      where: { id: { in: [person.id, other.id] } },
      select: { name: true },
      orderBy: { id: "asc" },
    });
    expect(names.map(({ name }) => name)).toEqual(["Changed", "Untouched"]);
  });
});

describe("a fault of ours, over the wire", () => {
  const rows = [
    ["rest", "GET", "/api/users?q=broken"],
    ["trpc", "GET", `/api/trpc/user.list?input=${encodeURIComponent('{"json":{"q":"broken"}}')}`],
  ] as const;

  it.each(rows)(
    "is a plain INTERNAL_ERROR on %s, with the cause in the log line of that request",
    async (_surface, method, path) => {
      // A row that our own output schema refuses: nothing of it may leave.
      await prisma.user.deleteMany({ where: { id: "not-a-uuid" } });
      const data = { id: "not-a-uuid", email: "broken@inside.example", name: "Broken", nameKey: "broken" };
      await prisma.user.create({ data: { ...data, searchTerms: { create: { term: "broken" } } } });
      const { result, lines } = await captureLogs(() => api(method, path, admin));
      expect(result).toMatchObject({
        status: 500,
        error: { code: "INTERNAL_ERROR", message: "Something went wrong on our side." },
      });
      expect(result.text).not.toContain("inside.example");
      expect(lines).toEqual([
        expect.objectContaining({
          level: "error",
          requestId: result.headers.get("x-request-id"),
          path: "user.list",
          err: expect.anything(),
        }),
      ]);
      await prisma.user.deleteMany({ where: { id: "not-a-uuid" } });
    },
  );
});
