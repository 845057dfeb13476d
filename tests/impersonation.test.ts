import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { hashToken } from "@/lib/token";
import { createContext } from "@/server/context";
import { createCaller } from "@/server/root";
import { stopImpersonation } from "@/services/impersonation.service";
import { isSessionOf } from "@/services/session.service";
import { auditOf } from "./helpers/audit";
import { actAs, tokenSet } from "./helpers/impersonation";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { atOnce, tally } from "./helpers/verdicts";
import { makeUser, signedIn, type TestUser } from "./helpers/world";

const MINUTE_MS = 60_000;
const MISSING = "0198c0de-7a1b-7000-8000-00000000dead";

let admin: TestUser;
let user: TestUser;

beforeEach(async () => {
  admin = await makeUser({ role: "ADMIN", name: "Ada Admin" });
  user = await makeUser();
  // Somebody must be left in charge.
  await makeUser({ role: "ADMIN" });
});

const as = (token: string) => createCaller(createContext({ sessionToken: token }));
const session = async (token: string) => (await as(token).auth.session()).data;
const start = async (by: TestUser, id: string) => as((await signedIn(by)).token).impersonation.start({ id });

function moveClock(milliseconds: number): void {
  const to = new Date(Date.now() + milliseconds);
  setClock(() => to);
}

async function stop(token: string) {
  const context = createContext({ sessionToken: token });
  const { data } = await createCaller(context).impersonation.stop();
  return { data, token: tokenSet(context.responseHeaders) };
}

describe("impersonation.start", () => {
  it("opens a session as the user, whose banner names the admin; the admin's own stays", async () => {
    const { own, token } = await actAs(admin, user);
    const banner = { by: { id: admin.id, name: "Ada Admin" } };
    expect(await session(token)).toMatchObject({ user: { id: user.id }, session: { impersonation: banner } });
    expect(await session(own)).toMatchObject({ user: { id: admin.id }, session: { impersonation: null } });
  });

  it("is no sign-in of the person's", async () => {
    await actAs(admin, user);
    const row = await prisma.user.findUniqueOrThrow({ where: { id: user.id }, select: { lastSignInAt: true } });
    expect(row.lastSignInAt).toBeNull();
  });

  it("answers over REST as auth.session does, and sets the cookie", async () => {
    const { cookie } = await signedIn(admin);
    const started = await api("POST", `/api/users/${user.id}/impersonation`, { cookie, body: {} });
    const own = `session=${tokenSet(started.headers)}`;
    expect([started.status, own]).toEqual([200, expect.stringMatching(/^session=[\w-]{43}$/)]);
    const seen = await api("GET", "/api/auth/session", { cookie: own });
    expect(seen.data).toEqual(started.data);
    expect(started.text).not.toContain(tokenSet(started.headers));
    const stopped = await api("DELETE", "/api/impersonation", { cookie: own });
    expect(stopped).toMatchObject({ status: 200, data: { user: { id: admin.id }, session: { impersonation: null } } });
  });

  it("lasts an hour, and no longer than the admin's own session", async () => {
    const { token } = await actAs(admin, user);
    const { createdAt, expiresAt } = (await session(token))?.session ?? {};
    expect(Number(expiresAt) - Number(createdAt)).toBe(60 * MINUTE_MS);
    moveClock(59 * MINUTE_MS);
    expect(await session(token)).not.toBeNull();
    moveClock(60 * MINUTE_MS + 1);
    expect(await session(token)).toBeNull();
    setClock(null);
    const own = (await signedIn(admin)).token;
    const soon = new Date(Date.now() + 5 * MINUTE_MS);
    await prisma.session.updateMany({ where: { tokenHash: hashToken(own) }, data: { expiresAt: soon } });
    expect((await as(own).impersonation.start({ id: user.id })).data.session.expiresAt).toEqual(soon);
  });

  it("is refused as another admin, as oneself, and as who is disabled or not there", async () => {
    const other = await makeUser({ role: "ADMIN" });
    const disabled = await makeUser({ status: "DISABLED" });
    const disabledAdmin = await makeUser({ status: "DISABLED", role: "ADMIN" });
    const verdicts = { [other.id]: "FORBIDDEN", [admin.id]: "FORBIDDEN", [MISSING]: "NOT_FOUND" };
    Object.assign(verdicts, { [disabled.id]: "NOT_FOUND", [disabledAdmin.id]: "NOT_FOUND" });
    for (const [id, code] of Object.entries(verdicts)) expect((await refusal(start(admin, id))).code).toBe(code);
    const acted = { impersonatorSession: { userId: admin.id } };
    expect(await prisma.session.count({ where: acted })).toBe(0);
    for (const id of Object.keys(verdicts)) expect(await auditOf(id)).toEqual([]);
  });

  it("is refused to a plain user, and to an admin who acts as somebody already", async () => {
    expect((await refusal(start(user, admin.id))).code).toBe("FORBIDDEN");
    const { token } = await actAs(admin, user);
    const other = await makeUser();
    expect((await refusal(as(token).impersonation.start({ id: other.id }))).code).toBe("FORBIDDEN");
  });

  it("A18: wants a sign-in within ten minutes", async () => {
    const { token } = await signedIn(admin);
    moveClock(10 * MINUTE_MS + 1);
    expect((await refusal(as(token).impersonation.start({ id: user.id }))).code).toBe("REAUTHENTICATION_REQUIRED");
    moveClock(9 * MINUTE_MS);
    expect((await as(token).impersonation.start({ id: user.id })).success).toBe(true);
  });

  it("is written to the user's log, and so is what the admin does as them (D9)", async () => {
    const { token } = await actAs(admin, user);
    await as(token).user.update({ id: user.id, name: "Mended" });
    await stop(token);
    const details = { adminSessionId: expect.any(String) };
    expect(await auditOf(user.id)).toMatchObject([
      { type: "impersonation.started", actorId: admin.id, impersonatorId: null, details },
      { type: "account.updated", actorId: user.id, impersonatorId: admin.id },
      { type: "impersonation.ended", actorId: user.id, impersonatorId: admin.id, details },
    ]);
    expect(await auditOf(admin.id)).toEqual([]);
  });
});

describe("while an admin acts as a user", () => {
  it("they see and mend, but get no lasting hold on the account", async () => {
    const caller = as((await actAs(admin, user)).token);
    expect((await caller.user.byId({ id: user.id })).data.id).toBe(user.id);
    expect((await caller.user.update({ id: user.id, name: "Mended" })).data.name).toBe("Mended");
    expect((await refusal(caller.session.removeOthers())).code).toBe("FORBIDDEN");
    expect((await refusal(caller.user.list({}))).code).toBe("FORBIDDEN");
    expect((await refusal(caller.user.byId({ id: admin.id }))).code).toBe("NOT_FOUND");
  });

  it.each<[string, () => Promise<unknown>]>([
    ["the admin is demoted", () => prisma.user.updateMany({ where: { id: admin.id }, data: { role: "USER" } })],
    ["the admin is disabled", () => prisma.user.updateMany({ where: { id: admin.id }, data: { status: "DISABLED" } })],
    ["the admin is removed", () => prisma.user.deleteMany({ where: { id: admin.id } })],
    ["the admin's own session ends", () => prisma.session.deleteMany({ where: { userId: admin.id } })],
    ["the user becomes an admin", () => prisma.user.updateMany({ where: { id: user.id }, data: { role: "ADMIN" } })],
    ["the user is disabled", () => prisma.user.updateMany({ where: { id: user.id }, data: { status: "DISABLED" } })],
  ])("it is over at once when %s (Z5)", async (_what, change) => {
    const { token } = await actAs(admin, user);
    expect(await session(token)).not.toBeNull();
    await change();
    expect(await session(token)).toBeNull();
  });

  it("it does not come back when a change of role is undone", async () => {
    const [other, boss] = [await makeUser(), await makeUser({ role: "ADMIN" })];
    const tokens = [(await actAs(admin, user)).token, (await actAs(boss, other)).token];
    const caller = as((await signedIn(await makeUser({ role: "ADMIN" }))).token);
    for (const [id, role, back] of [
      [admin.id, "USER", "ADMIN"],
      [other.id, "ADMIN", "USER"],
    ] as const) {
      await caller.user.update({ id, role });
      await caller.user.update({ id, role: back });
    }
    expect(await Promise.all(tokens.map(session))).toEqual([null, null]);
    for (const { id } of [user, other]) {
      const types = (await auditOf(id)).map(({ type }) => type);
      expect(types.filter((type) => type.startsWith("impersonation."))).toEqual([
        "impersonation.started",
        "impersonation.ended",
      ]);
    }
  });

  it("of demotions and starts at once none leaves a session that comes to life again (Z5)", async () => {
    const boss = as((await signedIn(await makeUser({ role: "ADMIN" }))).token);
    for (let round = 0; round < 5; round += 1) {
      const { token } = await signedIn(admin);
      const calls = atOnce<unknown>(6, (index) =>
        index === 3 ? boss.user.update({ id: admin.id, role: "USER" }) : as(token).impersonation.start({ id: user.id }),
      );
      const { OK = 0, FORBIDDEN = 0, UNAUTHENTICATED = 0, ...others } = await tally(calls);
      // The last of them are those that began, and were ended before they were answered.
      expect([OK + FORBIDDEN + UNAUTHENTICATED, others]).toEqual([6, {}]);
      await boss.user.update({ id: admin.id, role: "ADMIN" });
      expect(await prisma.session.count({ where: { userId: user.id } })).toBe(0);
    }
  });

  it("A14: signing out ends the admin's own session as well, and the log names the admin", async () => {
    const { own, token } = await actAs(admin, user);
    await as(token).auth.signOut();
    expect([await session(token), await session(own)]).toEqual([null, null]);
    expect((await auditOf(user.id)).at(-1)).toMatchObject({
      type: "impersonation.ended",
      actorId: user.id,
      impersonatorId: admin.id,
    });
  });

  it("the session does not make the device the user's own for sign-in (A5)", async () => {
    const { token } = await actAs(admin, user);
    expect(await isSessionOf(user.email, token)).toBe(false);
    expect(await isSessionOf(user.email, (await signedIn(user)).token)).toBe(true);
  });
});

describe("impersonation.stop", () => {
  it("A11: gives the admin the own session back under a new token; both that were out are dead", async () => {
    const { own, token } = await actAs(admin, user);
    const before = (await session(own))?.session.id;
    const back = await stop(token);
    expect(back.data).toMatchObject({ user: { id: admin.id }, session: { id: before, impersonation: null } });
    expect([await session(token), await session(own)]).toEqual([null, null]);
    expect((await session(back.token))?.session.id).toBe(before);
  });

  it("is refused to who is not acting as somebody else", async () => {
    expect((await refusal(stop((await signedIn(admin)).token))).code).toBe("CONFLICT");
    expect((await refusal(createCaller(createContext()).impersonation.stop())).code).toBe("UNAUTHENTICATED");
  });

  it("of 20 at once exactly one wins (A11)", async () => {
    const { token } = await actAs(admin, user);
    const verdicts = await tally(atOnce(20, () => as(token).impersonation.stop()));
    expect(verdicts).toEqual({ OK: 1, UNAUTHENTICATED: 19 });
    expect((await auditOf(user.id)).filter(({ type }) => type === "impersonation.ended")).toHaveLength(1);
  });

  it("takes the cookie away when the admin's own session is over in the meantime", async () => {
    const { own, token } = await actAs(admin, user);
    const context = createContext({ sessionToken: token });
    // Who is calling was found out before the end.
    const actor = await context.authenticate();
    await prisma.session.updateMany({ where: { tokenHash: hashToken(own) }, data: { expiresAt: new Date(0) } });
    expect((await refusal(createCaller(context).impersonation.stop())).code).toBe("UNAUTHENTICATED");
    expect(tokenSet(context.responseHeaders)).toBe("");
    if (!actor) return expect.fail("nobody was signed in");
    await expect(stopImpersonation(actor)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
