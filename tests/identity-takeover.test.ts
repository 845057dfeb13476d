import { beforeEach, describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { fromOidc } from "./helpers/sign-in-elsewhere";
import { makeUser, PASSWORD, signedIn } from "./helpers/world";

const EMAIL = "ada@elsewhere.example";

beforeEach(resetDatabase);

const nobody = async () => (await createTestCaller("anonymous")).caller;

describe("an address that has an account already", () => {
  it("A27: is never linked by itself, when its owner has verified it", async () => {
    const user = await makeUser({ email: EMAIL, password: true });
    const { status, error, headers } = await api("POST", "/api/auth/oauth", { body: await fromOidc({ sub: "ada" }) });
    expect(status).toBe(409);
    expect(error).toEqual({ code: "CONFLICT", message: "Sign in to your account, and link it there." });
    expect(headers.get("set-cookie")).toBeNull();
    expect(await prisma.linkedIdentity.count()).toBe(0);
    expect(await prisma.session.count()).toBe(0);
    expect((await prisma.user.findUniqueOrThrow({ where: { id: user.id } })).version).toBe(1);
  });

  it("A22: is taken back from a squatter: password, session, links, keys and factors are dead", async () => {
    const squatter = await makeUser({ email: EMAIL, name: "Squatter", password: true, verified: false });
    const { token } = await signedIn(squatter);
    await prisma.passkey.create({
      data: { userId: squatter.id, name: "P", credentialId: "c", credentialIdHash: "0".repeat(64), publicKey: "k" },
    });
    await prisma.apiKey.create({
      data: { userId: squatter.id, name: "K", prefix: "p", keyHash: "0".repeat(64), scopes: "account:read" },
    });
    await prisma.linkedIdentity.create({ data: { userId: squatter.id, provider: "github", subject: "1", label: "s" } });
    const caller = await nobody();
    const { data } = await caller.identity.signIn(await fromOidc({ sub: "ada" }));
    expect(data).toMatchObject({ id: squatter.id, name: "Elsewhere ada", emailVerified: true, version: 2 });
    expect((await refusal(caller.auth.signIn({ email: EMAIL, password: PASSWORD }))).code).toBe("UNAUTHENTICATED");
    const { caller: old } = await createTestCaller("anonymous", { sessionToken: token });
    expect((await refusal(old.identity.list())).code).toBe("UNAUTHENTICATED");
    const row = await prisma.user.findUniqueOrThrow({
      where: { id: squatter.id },
      include: { passkeys: true, apiKeys: true, identities: true, tokens: true, searchTerms: true },
    });
    expect(row).toMatchObject({ passwordHash: null, passkeys: [], apiKeys: [], tokens: [] });
    expect(row.identities).toMatchObject([{ provider: "acme", subject: "ada" }]);
    expect(JSON.stringify(row.searchTerms)).not.toContain("squatter");
  });

  it("A22: of an invited person is verified and linked; the name that the admin gave stays", async () => {
    const invited = await makeUser({ email: EMAIL, name: "Invited", verified: false });
    const { data } = await (await nobody()).identity.signIn(await fromOidc({ sub: "ada" }));
    expect(data).toMatchObject({ id: invited.id, name: "Invited", emailVerified: true });
  });

  it.each([
    ["has rights", { role: "ADMIN" }],
    ["has rights and a password", { role: "ADMIN", password: true }],
    ["is disabled", { status: "DISABLED" }],
  ] as const)("A27: is not taken over unverified when it %s", async (_what, wishes) => {
    const user = await makeUser({ email: EMAIL, verified: false, ...wishes });
    const error = await refusal((await nobody()).identity.signIn(await fromOidc({ sub: "ada" })));
    expect(error).toEqual({ code: "CONFLICT", message: "Sign in to your account, and link it there." });
    const row = await prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(row).toMatchObject({ emailVerifiedAt: null, version: 1 });
  });
});

describe("an address that the provider does not vouch for", () => {
  it("A27, A1: is refused alike whether or not it has an account", async () => {
    const claims = { email: EMAIL, email_verified: false };
    const expected = { code: "FORBIDDEN", message: "Acme has not confirmed your e-mail address." };
    const caller = await nobody();
    expect(await refusal(caller.identity.signIn(await fromOidc({ sub: "ada", claims })))).toEqual(expected);
    for (const verified of [true, false]) {
      await resetDatabase();
      await makeUser({ email: EMAIL, password: true, verified });
      expect(await refusal(caller.identity.signIn(await fromOidc({ sub: "ada", claims })))).toEqual(expected);
    }
    expect(await prisma.linkedIdentity.count()).toBe(0);
  });

  it("A27: is refused when nothing is said about it, or there is none that we can use", async () => {
    const caller = await nobody();
    const refused = async (claims: object) => refusal(caller.identity.signIn(await fromOidc({ sub: "x", claims })));
    expect((await refused({ email: EMAIL })).message).toBe("Acme has not confirmed your e-mail address.");
    expect((await refused({})).message).toBe("Acme has not confirmed your e-mail address.");
    const unfit = { code: "FORBIDDEN", message: "Acme has told us no e-mail address that we can use." };
    expect(await refused({ email: "ädä", email_verified: true })).toEqual(unfit);
    expect(await refused({ email_verified: true })).toEqual(unfit);
    expect(await prisma.user.count()).toBe(0);
  });
});
