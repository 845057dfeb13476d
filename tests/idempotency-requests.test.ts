import { EventEmitter, once } from "node:events";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { emptySchema } from "@/schemas/common.schema";
import { createContext } from "@/server/context";
import { setPeer } from "@/server/http/peer";
import { publicProcedure } from "@/server/procedures";
import { createCallerFactory, router } from "@/server/trpc";
import { verifyChains } from "@/services/audit-verify.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { secondInstance } from "./helpers/instances";
import { makeApiKey } from "./helpers/keys";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { atOnce, tally } from "./helpers/verdicts";
import { makeUser, PASSWORD, type SignedIn, signedIn, type TestUser } from "./helpers/world";

type Created = { id: string; key: string };

let admin: TestUser;
let session: SignedIn;

beforeEach(async () => {
  await resetDatabase();
  admin = await makeUser({ role: "ADMIN", password: true });
  session = await signedIn(admin);
});

const keyed = (key: string) => ({ cookie: session.cookie, headers: { "idempotency-key": key } });
const createUser = (email: string, key: string) =>
  api<Created>("POST", "/api/users", { ...keyed(key), body: { email, name: "New" } });

describe("the Idempotency-Key field", () => {
  it.each(["", " ", "two words", "a,b\\c", "é", '"open', '""', "x".repeat(256)])(
    "D3: %j is refused with VALIDATION_ERROR, and nothing happens",
    async (key) => {
      const { error } = await createUser("new@example.org", key);
      expect(error).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "Idempotency-Key" }] });
      expect(await prisma.user.count()).toBe(1);
    },
  );

  it("D3: is a structured field's string or bare, and both are the same key", async () => {
    const { data } = await createUser("new@example.org", '"8e03978e-40d5-43dd-bc93-6894a57f9324"');
    const again = await createUser("new@example.org", "8e03978e-40d5-43dd-bc93-6894a57f9324");
    expect(again.data).toEqual(data);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
  });

  it("is without effect on what only reads", async () => {
    for (let index = 0; index < 2; index += 1) {
      const { status, headers } = await api("GET", "/api/users", keyed("not even valid \\"));
      expect([status, headers.has("idempotency-replayed")]).toEqual([200, false]);
    }
    expect(await prisma.idempotencyKey.count()).toBe(0);
  });

  it("D3: is refused for a batch of several calls, and taken for a batch of one", async () => {
    const input = { json: { email: "new@example.org", name: "New" } };
    const path = "/api/trpc/user.create";
    const two = await api("POST", `${path},user.create?batch=1`, { ...keyed("k"), body: { 0: input, 1: input } });
    expect(two.error).toMatchObject({ code: "MALFORMED_REQUEST" });
    expect(await prisma.user.count()).toBe(1);
    const one = () => api<Created>("POST", `${path}?batch=1`, { ...keyed("k"), body: { 0: input } });
    const { data } = await one();
    const again = await one();
    expect(again.data).toEqual(data);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
  });
});

describe("a replay", () => {
  it("D3: has the status, the body and the fields of the first answer, and a request ID of its own", async () => {
    const first = await createUser("new@example.org", "k");
    const again = await createUser("new@example.org", "k");
    expect(again.status).toBe(201);
    for (const name of ["location", "etag"]) expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect(again.data).toEqual(first.data);
    expect(again.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
    expect(again.headers.get("location")).toBe(`/api/users/${first.data?.id}`);
  });

  it("D3: shows a new API key again to who lost the answer, and only to them", async () => {
    const ask = (cookie: string) =>
      api<Created>("POST", "/api/api-keys", {
        cookie,
        headers: { "idempotency-key": "k" },
        body: { name: "Export", scopes: ["account:read"] },
      });
    const first = await ask(session.cookie);
    expect((await ask(session.cookie)).data?.key).toBe(first.data?.key);
    expect((await ask((await signedIn(admin)).cookie)).data?.key).toBe(first.data?.key);
    const other = await ask((await signedIn(await makeUser())).cookie);
    expect(other.data?.key).not.toBe(first.data?.key);
    expect(await prisma.apiKey.count()).toBe(2);
  });

  it("D3: is none of an API key's, nor of an admin's who acts as the person", async () => {
    const { authorization } = await makeApiKey(admin, { scopes: ["users:write"] });
    const body = { email: "new@example.org", name: "New" };
    await createUser(body.email, "k");
    const headers = { "idempotency-key": "k", authorization };
    expect((await api("POST", "/api/users", { headers, body })).error?.code).toBe("CONFLICT");
  });

  it("D3: is refused to who may not call any more", async () => {
    await createUser("new@example.org", "k");
    await makeUser({ role: "ADMIN" });
    await prisma.user.updateMany({ where: { id: admin.id }, data: { role: "USER" } });
    expect((await createUser("new@example.org", "k")).error?.code).toBe("FORBIDDEN");
  });

  it("D3: sets the cookie of the one session that was opened", async () => {
    const signIn = (password: string) =>
      api("POST", "/api/auth/sign-in", {
        headers: { "idempotency-key": "k" },
        body: { email: admin.email, password },
      });
    const before = await prisma.session.count();
    const first = await signIn(PASSWORD);
    const again = await signIn(PASSWORD);
    expect(again.headers.get("set-cookie")).toBe(first.headers.get("set-cookie"));
    expect(again.headers.get("set-cookie")).toMatch(/^(__Host-)?session=/);
    expect(await prisma.session.count()).toBe(before + 1);
    expect((await signIn("another-password-17")).error?.code).toBe("IDEMPOTENCY_MISMATCH");
  });

  it("D3: over a restart, and from another server on the same database", async () => {
    const { data } = await createUser("new@example.org", "k");
    const other = await secondInstance();
    const context = { sessionToken: session.token, idempotencyKey: "k" };
    const again = await other.as(context).user.create({ email: "new@example.org", name: "New" });
    expect(again.data.id).toBe(data?.id);
    await other.close();
  });
});

describe("a refusal", () => {
  it("D3: that is about what the call found is replayed, though it would be another by now", async () => {
    const taken = await makeUser({ email: "taken@example.org" });
    const first = await createUser(taken.email, "k");
    await prisma.user.deleteMany({ where: { id: taken.id } });
    const again = await createUser(taken.email, "k");
    expect(again.error).toEqual(first.error);
    expect(again.error).toMatchObject({ code: "CONFLICT", details: [{ field: "email" }] });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await createUser(taken.email, "k2")).status).toBe(201);
  });

  it("D3: for a wrong input leaves the key free", async () => {
    expect((await createUser("no address", "k")).error?.code).toBe("VALIDATION_ERROR");
    expect((await createUser("new@example.org", "k")).status).toBe(201);
  });

  it("D3: that asks for the password first leaves the key free", async () => {
    const later = new Date(Date.now() + 11 * 60_000);
    setClock(() => later);
    const ask = () => api("POST", "/api/account/recovery-codes", { ...keyed("k"), body: {} });
    expect((await ask()).error?.code).toBe("REAUTHENTICATION_REQUIRED");
    const body = { password: PASSWORD };
    expect((await api("POST", "/api/auth/reauthenticate", { ...keyed("k2"), body })).status).toBe(200);
    // There is no factor, so there are no codes: but it was asked this time.
    expect((await ask()).error?.code).toBe("CONFLICT");
  });

  it("D3: of who is nobody never gets as far as the key", async () => {
    const body = { email: "new@example.org", name: "New" };
    const nobody = await api("POST", "/api/users", { headers: { "idempotency-key": "k" }, body });
    expect(nobody.error?.code).toBe("UNAUTHENTICATED");
    expect(await prisma.idempotencyKey.count()).toBe(0);
  });
});

describe("callers who are not signed in", () => {
  function signUp(ip: string, email: string) {
    const request = new Request("http://localhost:3000/api/auth/sign-up", {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": "k" },
      body: JSON.stringify({ email, password: PASSWORD, name: "New" }),
    });
    setPeer(request, ip);
    return api("POST", request);
  }

  it("D3: are told apart by their network", async () => {
    expect((await signUp("2001:db8::1", "one@example.org")).headers.has("idempotency-replayed")).toBe(false);
    expect((await signUp("2001:db8::2", "one@example.org")).headers.get("idempotency-replayed")).toBe("true");
    expect((await signUp("2001:db8::2", "two@example.org")).error?.code).toBe("IDEMPOTENCY_MISMATCH");
    expect((await signUp("198.51.100.7", "two@example.org")).status).toBe(202);
    expect(await prisma.accountRequest.count()).toBe(2);
  });
});

describe("at once", () => {
  it("D3: a second request is CONFLICT while the first is at it, and a replay afterwards", async () => {
    const events = new EventEmitter();
    const [begun, gate] = [once(events, "begun"), once(events, "gate")];
    const slow = publicProcedure
      .meta({ rest: false, summary: "Slow" })
      .input(emptySchema)
      .output(z.strictObject({ at: z.date() }))
      .mutation(async () => {
        events.emit("begun");
        await gate;
        return { at: new Date(7) };
      });
    const planted = createCallerFactory(router({ slow }));
    const call = () => planted(createContext({ idempotencyKey: "k" })).slow({});
    const first = call();
    await begun;
    expect(await refusal(call())).toMatchObject({ code: "CONFLICT", message: expect.stringMatching(/still running/) });
    events.emit("gate");
    expect(await first).toMatchObject({ data: { at: new Date(7) } });
    expect(await call()).toMatchObject({ data: { at: new Date(7) } });
  });

  it("D3: 20 of one key have one effect, and one event in the audit log", async () => {
    const { caller } = await createTestCaller(admin, { idempotencyKey: "k" });
    const verdicts = await tally(atOnce(20, () => caller.user.create({ email: "new@example.org", name: "New" })));
    expect((verdicts.OK ?? 0) + (verdicts.CONFLICT ?? 0)).toBe(20);
    expect(verdicts.OK).toBeGreaterThan(0);
    expect(await prisma.user.count()).toBe(2);
    expect(await prisma.auditEvent.count()).toBe(1);
    expect(await prisma.outboxMail.count()).toBe(1);
    expect((await verifyChains({ onBroken: () => undefined })).broken).toBe(0);
  });
});
