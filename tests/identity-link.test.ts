import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { linkIdentity, listIdentities, removeIdentity } from "@/services/identity.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { mailsTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { fromGithub, fromOidc } from "./helpers/sign-in-elsewhere";
import { atOnce, tally } from "./helpers/verdicts";
import { actorOf, makeUser, signedIn } from "./helpers/world";

const MINUTE_MS = 60_000;
const MISSING = "0198c0de-7a1b-7000-8000-00000000dead";

beforeEach(resetDatabase);

const link = (userId: string, provider = "acme", subject = userId) =>
  prisma.linkedIdentity.create({ data: { userId, provider, subject, label: subject } });

function moveClock(milliseconds: number): void {
  const to = new Date(Date.now() + milliseconds);
  setClock(() => to);
}

describe("identity.link", () => {
  it("A27: adds a way to sign in, whatever the address there; tells by mail and in the audit log", async () => {
    const user = await makeUser({ password: true });
    const { cookie } = await signedIn(user);
    const claims = { email: "else@elsewhere.example", email_verified: false };
    const body = await fromOidc({ sub: "ada", claims });
    const { status, data } = await api("POST", "/api/account/identities", { body, cookie });
    expect(status).toBe(201);
    expect(data).toEqual({
      id: expect.any(String),
      provider: "acme",
      label: "else@elsewhere.example",
      createdAt: expect.any(String),
    });
    expect((await mailsTo(user.email)).map(({ template }) => template)).toEqual(["identityLinked"]);
    const events = await prisma.auditEvent.findMany({ where: { accountId: user.id } });
    expect(events).toMatchObject([{ type: "identity.linked", actorId: user.id, details: '{"provider":"acme"}' }]);
    const signIn = await api("POST", "/api/auth/oauth", { body: await fromOidc({ sub: "ada", claims }) });
    expect(signIn.data).toMatchObject({ id: user.id });
    expect((await api("GET", "/api/account/identities", { cookie })).data).toEqual([data]);
  });

  it("A18: wants a recent sign-in; the attempt is not used up by the refusal", async () => {
    const user = await makeUser();
    const { caller } = await createTestCaller(user);
    const old = (await createTestCaller(user)).caller;
    await prisma.session.updateMany({ data: { authenticatedAt: new Date(Date.now() - 11 * MINUTE_MS) } });
    const answer = await fromOidc({ sub: "ada" });
    expect((await refusal(old.identity.link(answer))).code).toBe("REAUTHENTICATION_REQUIRED");
    await prisma.session.updateMany({ data: { authenticatedAt: new Date() } });
    expect((await caller.identity.link(answer)).success).toBe(true);
  });

  it("A27: refuses what is linked already, to oneself or to somebody else, alike", async () => {
    const [first, second] = [await createTestCaller("USER"), await createTestCaller("USER")];
    await first.caller.identity.link(await fromOidc({ sub: "ada" }));
    for (const { caller } of [first, second]) {
      expect(await refusal(caller.identity.link(await fromOidc({ sub: "ada" })))).toEqual({
        code: "CONFLICT",
        message: "That account at Acme is linked already.",
      });
    }
    expect(await prisma.linkedIdentity.count()).toBe(1);
    expect(await prisma.outboxMail.count()).toBe(1);
  });

  it("A27: of 10 accounts that link one identity at once exactly one wins", async () => {
    const callers = await Promise.all(atOnce(10, () => createTestCaller("USER")));
    const answers = await Promise.all(atOnce(10, () => fromOidc({ sub: "ada" })));
    const calls = callers.map(async ({ caller }, index) => {
      const answer = answers[index];
      return answer ? caller.identity.link(answer) : expect.fail();
    });
    expect(await tally(calls)).toEqual({ OK: 1, CONFLICT: 9 });
    expect(await prisma.linkedIdentity.count()).toBe(1);
  });

  it("A27: refuses a forged state, and links nothing", async () => {
    const { caller } = await createTestCaller("USER");
    const answer = { ...(await fromOidc({ sub: "ada" })), state: "forged" };
    expect((await refusal(caller.identity.link(answer))).code).toBe("UNAUTHENTICATED");
    expect(await prisma.linkedIdentity.count()).toBe(0);
  });

  it("takes at most 20, of several providers", async () => {
    const { caller, userId } = await createTestCaller("USER");
    const octo = { id: 1, login: "octo", name: null, emails: [] };
    for (let index = 0; index < 19; index += 1) await link(userId ?? "", "acme", `s${index}`);
    expect((await caller.identity.link(await fromGithub(octo))).data).toMatchObject({
      provider: "github",
      label: "octo",
    });
    expect((await refusal(caller.identity.link(await fromOidc({ sub: "ada" })))).code).toBe("CONFLICT");
    expect((await caller.identity.list()).data).toHaveLength(20);
  });
});

describe("identity.list", () => {
  it("shows one's own, oldest first, without the subject", async () => {
    const { caller, userId } = await createTestCaller("USER");
    const other = await makeUser();
    await link(other.id);
    await link(userId ?? "", "github", "1");
    await link(userId ?? "", "acme", "2");
    const { data } = await caller.identity.list();
    expect(data.map(({ provider }) => provider)).toEqual(["github", "acme"]);
    expect(Object.keys(data[0] ?? {})).toEqual(["id", "provider", "label", "createdAt"]);
  });

  it("is refused to nobody", async () => {
    expect((await api("GET", "/api/account/identities")).status).toBe(401);
  });
});

describe("identity.remove", () => {
  it("A27: ends a way to sign in when there is a password", async () => {
    const user = await makeUser({ password: true });
    const { cookie } = await signedIn(user);
    const { id } = await link(user.id, "acme", "ada");
    const { status, data } = await api("DELETE", `/api/account/identities/${id}`, { cookie });
    expect([status, data]).toEqual([200, { id }]);
    const events = await prisma.auditEvent.findMany({ where: { accountId: user.id } });
    expect(events).toMatchObject([{ type: "identity.removed", details: '{"provider":"acme"}' }]);
    const claims = { email: user.email, email_verified: true };
    const again = await api("POST", "/api/auth/oauth", { body: await fromOidc({ sub: "ada", claims }) });
    expect(again.error?.code).toBe("CONFLICT");
  });

  it("A27: refuses the last way in; a passkey or another identity is a way, one at a lost provider is none", async () => {
    const { caller, userId } = await createTestCaller("USER");
    const { id } = await link(userId ?? "", "acme", "ada");
    const error = {
      code: "CONFLICT",
      message: "This is your only way to sign in. Choose a password or add a passkey first.",
    };
    expect(await refusal(caller.identity.remove({ id }))).toEqual(error);
    await link(userId ?? "", "gone", "ada");
    expect(await refusal(caller.identity.remove({ id }))).toEqual(error);
    const second = await link(userId ?? "", "github", "1");
    expect((await caller.identity.remove({ id })).success).toBe(true);
    expect(await refusal(caller.identity.remove({ id: second.id }))).toEqual(error);
    const passkey = { name: "P", credentialId: "c", credentialIdHash: "0".repeat(64), publicKey: "k" };
    await prisma.passkey.create({ data: { userId: userId ?? "", ...passkey } });
    expect((await caller.identity.remove({ id: second.id })).success).toBe(true);
  });

  it("A27: two that are removed at once leave one", async () => {
    const { caller, userId } = await createTestCaller("USER");
    const ids = [(await link(userId ?? "", "acme", "1")).id, (await link(userId ?? "", "github", "2")).id];
    expect(await tally(ids.map((id) => caller.identity.remove({ id })))).toEqual({ OK: 1, CONFLICT: 1 });
    expect(await prisma.linkedIdentity.count()).toBe(1);
  });

  it("A18: wants a recent sign-in", async () => {
    const user = await makeUser({ password: true });
    const { caller } = await createTestCaller(user);
    const { id } = await link(user.id);
    moveClock(11 * MINUTE_MS);
    expect((await refusal(caller.identity.remove({ id }))).code).toBe("REAUTHENTICATION_REQUIRED");
    expect(await prisma.linkedIdentity.count()).toBe(1);
  });

  it("Z1: knows foreign and missing ones alike, also for an admin", async () => {
    const other = await makeUser({ password: true });
    const { id } = await link(other.id);
    for (const role of ["USER", "ADMIN"] as const) {
      const { caller } = await createTestCaller(role);
      const foreign = await refusal(caller.identity.remove({ id }));
      expect(foreign.code).toBe("NOT_FOUND");
      expect(await refusal(caller.identity.remove({ id: MISSING }))).toEqual(foreign);
    }
    expect(await prisma.linkedIdentity.count()).toBe(1);
  });
});

describe("the services for identities", () => {
  it("Z2: refuse a key without the permission, before anything is read", async () => {
    const credential = { kind: "apiKey" as const, keyId: MISSING, scopes: [], requestsPerMinute: 1 };
    const actor = { ...actorOf(await makeUser()), credential };
    const answer = { token: "", code: "", state: "" };
    for (const call of [listIdentities(actor), linkIdentity(actor, answer), removeIdentity(actor, MISSING)]) {
      expect((await refusal(call)).code).toBe("FORBIDDEN");
    }
  });

  it("A15: change nothing for a session that has ended in between", async () => {
    const user = await makeUser({ password: true });
    const { id } = await link(user.id);
    // Known from before, and by now in no row.
    const calls = [linkIdentity(actorOf(user), await fromOidc({ sub: "ada" })), removeIdentity(actorOf(user), id)];
    for (const call of calls) expect((await refusal(call)).code).toBe("UNAUTHENTICATED");
    expect(await prisma.linkedIdentity.findMany({ select: { id: true } })).toEqual([{ id }]);
  });
});
