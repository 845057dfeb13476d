import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import type { Actor } from "@/services/actor";
import { authenticate } from "@/services/credential.service";
import { assertRecentlyAuthenticated, reauthenticate } from "@/services/reauthentication.service";
import { createSession } from "@/services/session.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { makeApiKey } from "./helpers/keys";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { verdictOf } from "./helpers/verdicts";
import { makeUser, PASSWORD, signedIn, type TestUser } from "./helpers/world";

const WRONG = "amber-lantern-over-moss-7";
const TEN_MINUTES_MS = 10 * 60_000;
const START = Date.UTC(2026, 2, 1);
const at = (milliseconds: number) => setClock(() => new Date(START + milliseconds));

async function actorBy(sessionToken: string): Promise<Actor> {
  const actor = await authenticate({ sessionToken, authorization: null });
  return actor ?? expect.fail("nobody is signed in");
}

async function failuresOf({ email }: TestUser): Promise<number> {
  const key = createHash("sha256").update(`account:${email}`).digest("hex");
  return (await prisma.signInFailure.findUnique({ where: { key }, select: { failures: true } }))?.failures ?? 0;
}

async function setFailures({ email }: TestUser, failures: number): Promise<void> {
  const key = createHash("sha256").update(`account:${email}`).digest("hex");
  await prisma.signInFailure.deleteMany({ where: { key } });
  await prisma.signInFailure.createMany({ data: { key, failures, lastFailedAt: new Date(START) } });
}

let user: TestUser;
let token: string;
let cookie: string;

beforeEach(async () => {
  await resetDatabase();
  at(0);
  user = await makeUser({ password: true });
  ({ token, cookie } = await signedIn(user));
});

describe("assertRecentlyAuthenticated (A18)", () => {
  const check = async (password?: string) => verdictOf(assertRecentlyAuthenticated(await actorBy(token), password));

  it("is content for ten minutes after the sign-in, not a moment longer", async () => {
    at(TEN_MINUTES_MS - 1);
    expect(await check()).toBe("OK");
    at(TEN_MINUTES_MS);
    expect(await check()).toBe("REAUTHENTICATION_REQUIRED");
  });

  it("is not moved by use of the session", async () => {
    at(TEN_MINUTES_MS - 1);
    await api("GET", "/api/auth/session", { cookie });
    at(TEN_MINUTES_MS + 60_000);
    await api("GET", "/api/auth/session", { cookie });
    expect(await check()).toBe("REAUTHENTICATION_REQUIRED");
  });

  it("is content with the current password at any time, and that lasts for this once", async () => {
    at(TEN_MINUTES_MS);
    expect([await check(PASSWORD), await check()]).toEqual(["OK", "REAUTHENTICATION_REQUIRED"]);
  });

  it("names the field for a wrong one, also right after the sign-in", async () => {
    const actor = await actorBy(token);
    expect(await refusal(assertRecentlyAuthenticated(actor, WRONG))).toMatchObject({
      code: "REAUTHENTICATION_REQUIRED",
      details: [{ field: "currentPassword", issue: "Is not your password." }],
    });
  });

  it("knows no password of who has none", async () => {
    const { token: theirs } = await signedIn(await makeUser());
    expect(await verdictOf(assertRecentlyAuthenticated(await actorBy(theirs), PASSWORD))).toBe(
      "REAUTHENTICATION_REQUIRED",
    );
  });

  it("A5, A6: counts a wrong one for the account, forgets with a right one, and stops at a hundred", async () => {
    expect([await check(WRONG), await check(WRONG), await failuresOf(user)]).toEqual([
      "REAUTHENTICATION_REQUIRED",
      "REAUTHENTICATION_REQUIRED",
      2,
    ]);
    expect([await check(PASSWORD), await failuresOf(user)]).toEqual(["OK", 0]);
    await setFailures(user, 99);
    expect([await check(WRONG), await check(WRONG), await check(PASSWORD), await failuresOf(user)]).toEqual([
      "REAUTHENTICATION_REQUIRED",
      "RATE_LIMITED",
      "RATE_LIMITED",
      100,
    ]);
  });

  it("A5: strangers' failures do not keep the person from it", async () => {
    await setFailures(user, 90);
    expect(await check(PASSWORD)).toBe("OK");
  });
});

describe("auth.reauthenticate (A18)", () => {
  const ask = (password: unknown) => api("POST", "/api/auth/reauthenticate", { cookie, body: { password } });

  it("opens the next ten minutes, for this session alone", async () => {
    const { token: other } = await signedIn(user);
    at(TEN_MINUTES_MS);
    expect(await ask(PASSWORD)).toMatchObject({ status: 200, data: { reauthenticated: true } });
    at(2 * TEN_MINUTES_MS - 1);
    expect(await verdictOf(assertRecentlyAuthenticated(await actorBy(token)))).toBe("OK");
    expect(await verdictOf(assertRecentlyAuthenticated(await actorBy(other)))).toBe("REAUTHENTICATION_REQUIRED");
    at(2 * TEN_MINUTES_MS);
    expect(await verdictOf(assertRecentlyAuthenticated(await actorBy(token)))).toBe("REAUTHENTICATION_REQUIRED");
  });

  it("is refused on the field for a wrong password, which is counted, and opens nothing", async () => {
    at(TEN_MINUTES_MS);
    const { status, error } = await ask(WRONG);
    expect([status, error?.code, error?.details]).toEqual([
      403,
      "REAUTHENTICATION_REQUIRED",
      [{ field: "password", issue: "Is not your password." }],
    ]);
    expect(await failuresOf(user)).toBe(1);
    expect(await verdictOf(assertRecentlyAuthenticated(await actorBy(token)))).toBe("REAUTHENTICATION_REQUIRED");
    for (const password of ["", 7, "x".repeat(600)]) expect((await ask(password)).status).toBe(400);
  });

  it("is answered with 429 and Retry-After after a hundred wrong ones in a row", async () => {
    await setFailures(user, 100);
    const { status, headers } = await ask(PASSWORD);
    expect([status, headers.get("retry-after")]).toEqual([429, "3600"]);
  });

  it("A8: takes the password in any of its forms", async () => {
    const composed = await makeUser({ password: "caf\u00e9-lantern-over-moss" });
    const { caller } = await createTestCaller(composed);
    expect((await caller.auth.reauthenticate({ password: "cafe\u0301-lantern-over-moss" })).success).toBe(true);
  });

  it("is refused to a key, to nobody, and to an admin who acts as the person", async () => {
    const { key } = await makeApiKey(user);
    const byKey = { authorization: `Bearer ${key}` };
    expect(
      (await api("POST", "/api/auth/reauthenticate", { headers: byKey, body: { password: PASSWORD } })).status,
    ).toBe(403);
    expect((await api("POST", "/api/auth/reauthenticate", { body: { password: PASSWORD } })).status).toBe(401);
    const admin = await actorBy((await signedIn(await makeUser({ role: "ADMIN" }))).token);
    const sessionId = admin.credential.kind === "session" ? admin.credential.sessionId : "";
    const sessionToken = await createSession(prisma, {
      userId: user.id,
      device: { ip: null, userAgent: null },
      impersonator: { sessionId, expiresAt: new Date(START + TEN_MINUTES_MS) },
    });
    const { caller } = await createTestCaller("anonymous", { sessionToken });
    expect((await caller.auth.session()).data?.user.id).toBe(user.id);
    expect(await refusal(caller.auth.reauthenticate({ password: PASSWORD }))).toMatchObject({
      code: "FORBIDDEN",
      message: "This cannot be done while you act as somebody else.",
    });
    expect(await failuresOf(user)).toBe(0);
  });

  it("refuses a key in the service as well", async () => {
    const { key } = await makeApiKey(user);
    const actor = await authenticate({ sessionToken: null, authorization: `Bearer ${key}` });
    if (!actor) return expect.fail("the key is not known");
    await expect(reauthenticate(actor, PASSWORD)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(assertRecentlyAuthenticated(actor, PASSWORD)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
