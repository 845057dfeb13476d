import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { api } from "./helpers/request";
import { makeUser, PASSWORD, type SignedIn, signedIn } from "./helpers/world";

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const userSchema = z.looseObject({ id: z.string(), version: z.number(), name: z.string() });

let admin: SignedIn;

beforeAll(async () => {
  admin = await signedIn(await makeUser({ role: "ADMIN" }));
});

describe("REST", () => {
  it("creates with 201, Location and ETag; reads, changes and removes at that place", async () => {
    const created = await api("POST", "/api/users", { ...admin, body: { email: "ada@example.org", name: "Ada" } });
    const user = userSchema.parse(created.data);
    expect(created.status).toBe(201);
    expect(created.headers.get("location")).toBe(`/api/users/${user.id}`);
    expect(created.headers.get("etag")).toBe(`"${user.version}"`);
    expect(created.data).toMatchObject({
      createdAt: expect.stringMatching(ISO),
      updatedAt: expect.stringMatching(ISO),
    });

    const place = created.headers.get("location") ?? "";
    const read = await api("GET", place, admin);
    expect(read.data).toEqual(created.data);
    expect(read.headers.get("etag")).toBe(created.headers.get("etag"));
    expect(read.headers.has("location")).toBe(false);

    const tag = { "if-match": read.headers.get("etag") ?? "" };
    const changed = await api("PATCH", place, { ...admin, headers: tag, body: { name: "Ada L" } });
    expect(changed.headers.get("etag")).toBe(`"${user.version + 1}"`);
    const late = await api("PUT", place, {
      ...admin,
      headers: tag,
      body: { name: "A", role: "USER", status: "ACTIVE" },
    });
    expect(late.error?.code).toBe("PRECONDITION_FAILED");
    const replaced = await api("PUT", place, { ...admin, body: { name: "A", role: "USER", status: "DISABLED" } });
    expect(replaced.data).toMatchObject({ name: "A", status: "DISABLED" });

    const removed = await api("DELETE", place, admin);
    expect({ status: removed.status, data: removed.data }).toEqual({ status: 200, data: { id: user.id } });
    expect(removed.headers.has("etag")).toBe(false);
    expect((await api("GET", place, admin)).status).toBe(404);
  });

  it("lists with pagination, and follows the cursor", async () => {
    await makeUser();
    const first = await api<{ id: string }[]>("GET", "/api/users?limit=1", admin);
    const next = await api<{ id: string }[]>(
      "GET",
      `/api/users?limit=1&cursor=${encodeURIComponent(first.pagination?.nextCursor ?? "")}`,
      admin,
    );
    expect(first.pagination).toEqual({ limit: 1, nextCursor: expect.any(String) });
    expect(next.data?.[0]?.id).not.toBe(first.data?.[0]?.id);
  });

  it("hands on what the procedure adds: the cookie, which then signs in", async () => {
    const user = await makeUser({ password: true });
    const answer = await api("POST", "/api/auth/sign-in", { body: { email: user.email, password: PASSWORD } });
    expect(answer.status).toBe(200);
    const [field = ""] = answer.headers.getSetCookie();
    expect(field).toMatch(/^session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    const session = await api("GET", "/api/auth/session", { cookie: field.split(";", 1)[0] ?? "" });
    expect(session.data).toMatchObject({ user: { email: user.email } });
  });

  it("answers 202 where that is said", async () => {
    const body = { email: "new@example.org", password: PASSWORD, name: "New" };
    expect((await api("POST", "/api/auth/sign-up", { body })).status).toBe(202);
  });

  it("answers null as data", async () => {
    expect((await api("GET", "/api/auth/session")).data).toBeNull();
  });

  it("gives a refusal its fields", async () => {
    const { status, headers } = await api("GET", "/api/users");
    expect({ status, way: headers.get("www-authenticate") }).toEqual({ status: 401, way: 'Bearer realm="api"' });
  });
});
