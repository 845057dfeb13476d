import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { createContext } from "@/server/context";
import { createCaller } from "@/server/root";
import { createSession } from "@/services/session.service";
import { removeOtherSessions } from "@/services/session-list.service";
import { auditOf } from "./helpers/audit";
import { actAs, tokenSet } from "./helpers/impersonation";
import { rawCall } from "./helpers/raw-call";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { atOnce, tally } from "./helpers/verdicts";
import { actorOf, makeUser, signedIn, type TestUser } from "./helpers/world";

const START = Date.UTC(2026, 2, 1);
const DAY_MS = 86_400_000;
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const MISSING = "0198c0de-7a1b-7000-8000-00000000dead";

let ada: TestUser;
let bob: TestUser;
let admin: TestUser;

beforeEach(async () => {
  [ada, bob] = [await makeUser(), await makeUser()];
  admin = await makeUser({ role: "ADMIN" });
});

const as = (token: string) => createCaller(createContext({ sessionToken: token }));
const isIn = async (token: string) => (await as(token).auth.session()).data !== null;
const tokenOf = async (user: TestUser) => (await signedIn(user)).token;
const open = (user: TestUser, userAgent: string | null, ip: string | null = null) =>
  createSession(prisma, { userId: user.id, device: { userAgent, ip } });

async function idOf(token: string): Promise<string> {
  return (await as(token).auth.session()).data?.session.id ?? "";
}

describe("session.list", () => {
  it("A17: shows the own sessions with device, place and last use, newest first, and nobody else's", async () => {
    setClock(() => new Date(START));
    await open(ada, null);
    setClock(() => new Date(START + 1_000));
    await open(ada, FIREFOX, "203.0.113.9");
    await tokenOf(bob);
    setClock(() => new Date(START + 120_000));
    const token = await open(ada, "curl/8.11.0", "2001:db8::1");
    const { data, meta } = await as(token).session.list({});
    expect(data.map(({ device, ip, isCurrent }) => [device, ip, isCurrent])).toEqual([
      ["curl", "2001:db8::1", true],
      ["Firefox on Linux", "203.0.113.9", false],
      ["Unknown device", null, false],
    ]);
    expect(data[1]).toEqual({
      id: expect.any(String),
      device: "Firefox on Linux",
      ip: "203.0.113.9",
      createdAt: new Date(START + 1_000),
      lastSeenAt: new Date(START + 1_000),
      expiresAt: new Date(START + 1_000 + 90 * DAY_MS),
      isCurrent: false,
      isImpersonation: false,
    });
    expect(meta.pagination).toEqual({ limit: 20, nextCursor: null });
  });

  it("A17: carries neither token nor hash, over REST either", async () => {
    const { token, cookie } = await signedIn(ada);
    const { status, text } = await api("GET", "/api/sessions", { cookie });
    const rows = await prisma.session.findMany({ where: { userId: ada.id }, select: { tokenHash: true } });
    expect(status).toBe(200);
    for (const secret of [token, ...rows.map(({ tokenHash }) => tokenHash)]) expect(text).not.toContain(secret);
  });

  it("leaves out what is over, idle or expired (A16)", async () => {
    setClock(() => new Date(START));
    await open(ada, FIREFOX);
    setClock(() => new Date(START + 14 * DAY_MS));
    const { data } = await as(await tokenOf(ada)).session.list({});
    expect(data).toMatchObject([{ isCurrent: true }]);
  });

  it("goes page by page, and takes no other list's cursor", async () => {
    const token = await tokenOf(ada);
    for (let count = 1; count < 5; count += 1) await open(ada, `curl/${count}`);
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const { data, meta } = await as(token).session.list({ limit: 2, ...(cursor !== undefined && { cursor }) });
      seen.push(...data.map(({ id }) => id));
      if (meta.pagination.nextCursor === null) break;
      cursor = meta.pagination.nextCursor;
    }
    expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
    const { meta } = await as(token).session.list({ limit: 2 });
    const foreign = as(await tokenOf(bob)).session.list({ cursor: meta.pagination.nextCursor ?? "" });
    expect(await refusal(foreign)).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "cursor" }] });
  });

  it("refuses nobody", async () => {
    expect(await refusal(rawCall(createContext(), "session.list", {}))).toMatchObject({ code: "UNAUTHENTICATED" });
    expect((await api("GET", "/api/sessions")).status).toBe(401);
  });
});

describe("session.remove", () => {
  it("A17: ends an own session at once, and no other; the log says so", async () => {
    const [mine, other] = [await tokenOf(ada), await tokenOf(ada)];
    const id = await idOf(other);
    expect((await as(mine).session.remove({ id })).data).toEqual({ id });
    expect([await isIn(mine), await isIn(other)]).toEqual([true, false]);
    expect(await auditOf(ada.id)).toMatchObject([{ type: "session.ended", actorId: ada.id, impersonatorId: null }]);
    expect((await refusal(as(mine).session.remove({ id }))).code).toBe("NOT_FOUND");
  });

  it("A17: lets an admin end anyone's, over REST", async () => {
    const token = await tokenOf(ada);
    const { cookie } = await signedIn(admin);
    const { status, data } = await api("DELETE", `/api/sessions/${await idOf(token)}`, { cookie });
    expect([status, data, await isIn(token)]).toEqual([200, { id: expect.any(String) }, false]);
    expect(await auditOf(ada.id)).toMatchObject([{ type: "session.ended", actorId: admin.id }]);
  });

  it("of 20 at once exactly one wins, and leaves one event", async () => {
    const [mine, other] = [await tokenOf(ada), await tokenOf(ada)];
    const id = await idOf(other);
    expect(await tally(atOnce(20, () => as(mine).session.remove({ id })))).toEqual({ OK: 1, NOT_FOUND: 19 });
    expect(await auditOf(ada.id)).toMatchObject([{ type: "session.ended" }]);
  });

  it("takes the cookie away with the session that asks", async () => {
    const { token, cookie } = await signedIn(ada);
    const { status, headers } = await api("DELETE", `/api/sessions/${await idOf(token)}`, { cookie });
    expect([status, tokenSet(headers), await isIn(token)]).toEqual([200, "", false]);
    const other = await idOf(await tokenOf(ada));
    const { headers: kept } = await api("DELETE", `/api/sessions/${other}`, { cookie: (await signedIn(ada)).cookie });
    expect(kept.get("set-cookie")).toBeNull();
  });

  it("Z1: answers alike for somebody else's and for none, and ends nothing", async () => {
    const [mine, foreign] = [await tokenOf(ada), await tokenOf(bob)];
    const answers = [await idOf(foreign), MISSING].map((id) => refusal(as(mine).session.remove({ id })));
    const [first, second] = await Promise.all(answers);
    expect(first).toEqual(second);
    expect([first?.code, await isIn(foreign)]).toEqual(["NOT_FOUND", true]);
  });

  it("ends what an admin does as others from that session, and tells the log of those others", async () => {
    const { own, token } = await actAs(admin, ada);
    const elsewhere = await tokenOf(admin);
    await as(elsewhere).session.remove({ id: await idOf(own) });
    expect([await isIn(own), await isIn(token), await isIn(elsewhere)]).toEqual([false, false, true]);
    expect(await prisma.session.count({ where: { userId: ada.id } })).toBe(0);
    expect((await auditOf(ada.id)).map(({ type, actorId }) => [type, actorId])).toEqual([
      ["impersonation.started", admin.id],
      ["impersonation.ended", admin.id],
    ]);
  });

  it("lets a person end the session in which an admin acts as them", async () => {
    const [mine, { token, own }] = [await tokenOf(ada), await actAs(admin, ada)];
    const { data } = await as(mine).session.list({});
    const acted = data.find(({ isImpersonation }) => isImpersonation);
    expect(data).toHaveLength(2);
    // The admin's place is not the person's to know (Z4); another admin sees it.
    expect(data.map(({ ip, isImpersonation }) => isImpersonation && ip)).toEqual([null, false]);
    await as(mine).session.remove({ id: acted?.id ?? "" });
    expect([await isIn(token), await isIn(own), await isIn(mine)]).toEqual([false, true, true]);
    expect((await auditOf(ada.id)).at(-1)).toMatchObject({ type: "impersonation.ended", actorId: ada.id });
  });
});

describe("the foreign key", () => {
  it("ends an impersonation with the admin's session, whoever deletes that", async () => {
    const { own, token } = await actAs(admin, ada);
    await prisma.session.deleteMany({ where: { id: await idOf(own) } });
    expect(await isIn(token)).toBe(false);
    expect(await prisma.session.count({ where: { userId: ada.id } })).toBe(0);
  });
});

describe("session.removeOthers", () => {
  it("A17: leaves the one that asks, and counts the others", async () => {
    const [mine, first, second, foreign] = [
      await tokenOf(ada),
      await tokenOf(ada),
      await tokenOf(ada),
      await tokenOf(bob),
    ];
    expect((await as(mine).session.removeOthers()).data).toEqual({ ended: 2 });
    const still = await Promise.all([mine, first, second, foreign].map(isIn));
    expect(still).toEqual([true, false, false, true]);
    expect(await auditOf(ada.id)).toMatchObject([{ type: "session.allEnded", actorId: ada.id, details: { ended: 2 } }]);
    expect((await as(mine).session.removeOthers()).data).toEqual({ ended: 0 });
    expect(await auditOf(ada.id)).toHaveLength(1);
  });

  it("is refused to an admin who acts as the person", async () => {
    const [mine, { token }] = [await tokenOf(ada), await actAs(admin, ada)];
    expect((await refusal(as(token).session.removeOthers())).code).toBe("FORBIDDEN");
    expect((await refusal(as(token).session.remove({ id: await idOf(mine) }))).code).toBe("FORBIDDEN");
    const actor = await createContext({ sessionToken: token }).authenticate();
    if (!actor) return expect.fail("nobody acts");
    await expect(removeOtherSessions(actor)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await isIn(mine)).toBe(true);
  });

  it("A15: ends nothing for a session that has ended in between", async () => {
    const mine = await tokenOf(ada);
    await expect(removeOtherSessions(actorOf(ada))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await isIn(mine)).toBe(true);
  });
});

describe("session.listOfUser and session.removeAllOfUser", () => {
  it("A17: show and end a user's sessions for an admin", async () => {
    const [token, asker] = [await tokenOf(ada), await tokenOf(admin)];
    await open(ada, FIREFOX);
    const { data } = await as(asker).session.listOfUser({ id: ada.id });
    expect(data.map(({ device, isCurrent }) => [device, isCurrent]).sort()).toEqual([
      ["Firefox on Linux", false],
      ["Unknown device", false],
    ]);
    expect((await as(asker).session.removeAllOfUser({ id: ada.id })).data).toEqual({ ended: 2 });
    expect([await isIn(token), await isIn(asker)]).toEqual([false, true]);
    expect(await auditOf(ada.id)).toMatchObject([{ type: "session.allEnded", actorId: admin.id }]);
  });

  it("answer over REST", async () => {
    const { cookie } = await signedIn(admin);
    expect(await api("GET", `/api/users/${ada.id}/sessions?limit=1`, { cookie })).toMatchObject({
      status: 200,
      data: [],
    });
    expect(await api("DELETE", `/api/users/${ada.id}/sessions`, { cookie })).toMatchObject({ data: { ended: 0 } });
    expect((await api("DELETE", "/api/sessions", { cookie })).data).toEqual({ ended: 0 });
  });

  it("refuse a user who is not there, and a caller who is no admin, for the own account too", async () => {
    const [asker, plain] = [await tokenOf(admin), await tokenOf(ada)];
    for (const procedure of ["listOfUser", "removeAllOfUser"] as const) {
      expect((await refusal(as(asker).session[procedure]({ id: MISSING }))).code).toBe("NOT_FOUND");
      expect((await refusal(as(plain).session[procedure]({ id: ada.id }))).code).toBe("FORBIDDEN");
    }
  });
});
