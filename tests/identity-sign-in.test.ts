import { beforeEach, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";
import { totpCode } from "@/lib/totp";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { addTotp } from "./helpers/factors";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { fromOidc } from "./helpers/sign-in-elsewhere";
import { signedIn } from "./helpers/world";

const EMAIL = "ada@elsewhere.example";

beforeEach(resetDatabase);

const nobody = async () => (await createTestCaller("anonymous")).caller;

describe("identity.providers", () => {
  it("lists who is configured, without secrets", async () => {
    const { data, text } = await api("GET", "/api/auth/providers");
    expect(data).toEqual([
      { id: "github", name: "GitHub" },
      { id: "acme", name: "Acme" },
    ]);
    expect(text).not.toContain("secret");
  });
});

describe("identity.start", () => {
  it("A27: sends the browser away with state, nonce and PKCE (S256), each new each time", async () => {
    const caller = await nobody();
    const urls = [await caller.identity.start({ provider: "acme" }), await caller.identity.start({ provider: "acme" })];
    const queries = urls.map(({ data }) => new URL(data.url).searchParams);
    expect(Object.fromEntries(queries[0] ?? [])).toEqual({
      client_id: "gatehouse-tests",
      redirect_uri: `${env.APP_URL}/oauth/callback`,
      response_type: "code",
      scope: "openid email profile",
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(queries[0]?.get(name)).not.toBe(queries[1]?.get(name));
    }
  });

  it("A27: keeps nothing in clear that the way back needs", async () => {
    const { data } = await (await nobody()).identity.start({ provider: "acme" });
    const rows = JSON.stringify(await prisma.challenge.findMany());
    const query = new URL(data.url).searchParams;
    for (const secret of [data.token, query.get("state"), query.get("nonce")]) expect(rows).not.toContain(secret);
  });

  it("refuses a provider that is not configured, on the field", async () => {
    for (const provider of ["google", "constructor", "GitHub", ""]) {
      const { status, error } = await api("POST", "/api/auth/oauth/start", { body: { provider } });
      expect(status).toBe(400);
      expect(error).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "provider" }] });
    }
  });
});

describe("identity.signIn", () => {
  it("A27: makes an account for who is new, verified and without a password, and signs them in", async () => {
    const body = await fromOidc({
      sub: "ada",
      claims: { email: "Ada@Elsewhere.Example", email_verified: true, name: "Ada" },
    });
    const { status, data, headers } = await api("POST", "/api/auth/oauth", { body });
    expect(status).toBe(200);
    expect(data).toMatchObject({ email: EMAIL, name: "Ada", role: "USER", emailVerified: true });
    const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
    const session = await api("GET", "/api/auth/session", { cookie });
    expect(session.data).toMatchObject({ user: { email: EMAIL } });
    const row = await prisma.user.findUniqueOrThrow({ where: { email: EMAIL }, include: { identities: true } });
    expect(row.passwordHash).toBeNull();
    expect(row.identities).toMatchObject([{ provider: "acme", subject: "ada", label: "Ada@Elsewhere.Example" }]);
    const found = (await createTestCaller("ADMIN")).caller;
    expect((await found.user.list({ q: "ada" })).data).toHaveLength(1);
    const events = await prisma.auditEvent.findMany({ where: { accountId: row.id }, orderBy: { sequence: "asc" } });
    expect(events.map(({ type }) => type)).toEqual(["account.created", "identity.linked", "session.opened"]);
    expect(events[2]?.details).toBe('{"how":"oauth"}');
  });

  it("A27: signs the same person in again, by the subject, whatever the address there is by now", async () => {
    const first = await api<{ id: string }>("POST", "/api/auth/oauth", { body: await fromOidc({ sub: "ada" }) });
    const moved = { email: "other@elsewhere.example", email_verified: false, name: "Other" };
    const again = await api("POST", "/api/auth/oauth", { body: await fromOidc({ sub: "ada", claims: moved }) });
    expect(again.data).toMatchObject({ id: first.data?.id, email: EMAIL, name: "Elsewhere ada" });
    expect(await prisma.user.count()).toBe(1);
  });

  it("A27: tells subjects apart by every character, on both databases", async () => {
    const caller = await nobody();
    const ids = new Set<string>();
    for (const [index, sub] of ["ada", "Ada", "ADA", "ada.", "a da"].entries()) {
      const claims = { email: `ada-${index}@elsewhere.example`, email_verified: true };
      const { data } = await caller.identity.signIn(await fromOidc({ sub, claims }));
      ids.add("id" in data ? data.id : expect.fail("asked for a second factor"));
    }
    expect(ids.size).toBe(5);
  });

  it.each(["ada ", "adä", "a".repeat(256)])("A27: refuses a subject that is none: %j", async (sub) => {
    const claims = { email: EMAIL, email_verified: true };
    const error = await refusal((await nobody()).identity.signIn(await fromOidc({ sub, claims })));
    expect(error.code).toBe("UNAUTHENTICATED");
    expect(await prisma.user.count()).toBe(0);
  });

  it("A11: the session that the browser had before ends", async () => {
    const { caller } = await createTestCaller("anonymous", { sessionToken: null });
    await caller.identity.signIn(await fromOidc({ sub: "ada" }));
    const user = await prisma.user.findUniqueOrThrow({ where: { email: EMAIL } });
    const before = await signedIn(user);
    await api("POST", "/api/auth/oauth", { body: await fromOidc({ sub: "ada" }), cookie: before.cookie });
    expect(
      (await api("GET", "/api/users/0198c0de-7a1b-7000-8000-00000000dead", { cookie: before.cookie })).status,
    ).toBe(401);
  });

  it.each([
    ["none", undefined, "ada"],
    ["a blank", "  ", "ada"],
    ["one with control characters", "A\u0000d\na\u2028", "A d a"],
    ["one that is too long", "x".repeat(300), "x".repeat(100)],
  ])("takes a name that fits, from %s", async (_what, name, expected) => {
    const claims = { email: EMAIL, email_verified: true, ...(name !== undefined && { name }) };
    const { data } = await (await nobody()).identity.signIn(await fromOidc({ sub: "ada", claims }));
    expect(data).toMatchObject({ name: expected });
  });

  it("takes email_verified as a text, as some providers write it", async () => {
    const claims = { email: EMAIL, email_verified: "true" };
    const { data } = await (await nobody()).identity.signIn(await fromOidc({ sub: "ada", claims }));
    expect(data).toMatchObject({ emailVerified: true });
  });

  it("A27: refuses a disabled person, and opens no session", async () => {
    const caller = await nobody();
    await caller.identity.signIn(await fromOidc({ sub: "ada" }));
    await prisma.session.deleteMany();
    await prisma.user.updateMany({ data: { status: "DISABLED" } });
    expect((await refusal(caller.identity.signIn(await fromOidc({ sub: "ada" })))).code).toBe("UNAUTHENTICATED");
    expect(await prisma.session.count()).toBe(0);
  });
});

describe("somebody with a second factor", () => {
  it("A26, A27: is asked for it; no cookie is set before", async () => {
    const caller = await nobody();
    await caller.identity.signIn(await fromOidc({ sub: "ada" }));
    await prisma.session.deleteMany();
    const user = await prisma.user.findUniqueOrThrow({ where: { email: EMAIL } });
    const secret = await addTotp(user);
    const first = await api<{ secondFactor: { token: string; methods: string[] } }>("POST", "/api/auth/oauth", {
      body: await fromOidc({ sub: "ada" }),
    });
    expect(first.status).toBe(200);
    expect(first.headers.get("set-cookie")).toBeNull();
    expect(first.data?.secondFactor.methods).toEqual(["totp"]);
    expect(await prisma.session.count()).toBe(0);
    const body = { token: first.data?.secondFactor.token, code: totpCode(secret) };
    const second = await api("POST", "/api/auth/second-factor", { body });
    expect(second.data).toMatchObject({ id: user.id });
    expect(second.headers.get("set-cookie")).toContain("session=");
    const opened = await prisma.auditEvent.findFirstOrThrow({
      where: { accountId: user.id, type: "session.opened" },
      orderBy: { sequence: "desc" },
    });
    expect(opened.details).toContain('"how":"oauth"');
  });
});
