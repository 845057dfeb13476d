import { describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { hashToken } from "@/lib/token";
import { authenticate } from "@/services/credential.service";
import { createSession, getSignedIn } from "@/services/session.service";
import { endSession } from "@/services/session-end";
import { createTestCaller } from "./helpers/caller";
import { rawCall } from "./helpers/raw-call";
import { refusal } from "./helpers/refusal";
import { makeUser, signedIn } from "./helpers/world";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2026, 2, 1);

function at(milliseconds: number): void {
  setClock(() => new Date(START + milliseconds));
}

async function isIn(sessionToken: string): Promise<boolean> {
  const { caller } = await createTestCaller("anonymous", { sessionToken });
  return (await caller.auth.session()).data !== null;
}

async function fresh() {
  at(0);
  const user = await makeUser();
  return { user, ...(await signedIn(user)) };
}

describe("a session (A16)", () => {
  it("ends after 14 days without use", async () => {
    const [used, idle] = [await fresh(), await fresh()];
    at(14 * DAY_MS - 1);
    expect(await isIn(used.token)).toBe(true);
    at(14 * DAY_MS);
    expect(await isIn(idle.token)).toBe(false);
    at(28 * DAY_MS - 2);
    expect(await isIn(used.token)).toBe(true);
  });

  it("ends 90 days after the sign-in, however much it is used", async () => {
    const { token } = await fresh();
    for (let day = 10; day < 90; day += 10) {
      at(day * DAY_MS);
      expect(await isIn(token)).toBe(true);
    }
    at(90 * DAY_MS - 1);
    expect(await isIn(token)).toBe(true);
    at(90 * DAY_MS);
    expect(await isIn(token)).toBe(false);
  });

  it("does not come back when it is used after its end", async () => {
    const { token } = await fresh();
    at(15 * DAY_MS);
    expect(await isIn(token)).toBe(false);
    at(1 * DAY_MS);
    await prisma.session.findUniqueOrThrow({ where: { tokenHash: hashToken(token) } });
    at(14 * DAY_MS + 1);
    expect(await isIn(token)).toBe(false);
  });

  it("tells its times", async () => {
    const { token, user } = await fresh();
    at(HOUR_MS);
    const { caller } = await createTestCaller("anonymous", { sessionToken: token });
    expect((await caller.auth.session()).data).toMatchObject({
      user: { id: user.id },
      session: {
        createdAt: new Date(START),
        lastSeenAt: new Date(START + HOUR_MS),
        expiresAt: new Date(START + 90 * DAY_MS),
      },
    });
  });
});

describe("authenticate", () => {
  it("knows nobody without a token, with a wrong one, and with one that cannot be one", async () => {
    for (const sessionToken of [
      null,
      "",
      "x",
      "A".repeat(43),
      "A".repeat(42),
      "A".repeat(10_000),
      "\u0000".repeat(43),
      "' OR 1=1 --",
    ]) {
      expect(await authenticate({ sessionToken, authorization: null })).toBeNull();
    }
  });

  it("A23: refuses every Authorization field that is not good, also beside a good session", async () => {
    const { token } = await fresh();
    for (const authorization of [
      "",
      "Bearer",
      "Bearer ",
      `Bearer ${token}`,
      "Basic eDp5",
      "rubbish",
      "\u0000",
      "x".repeat(9_000),
    ]) {
      const work = authenticate({ sessionToken: token, authorization });
      await expect(work).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
        headers: { "WWW-Authenticate": expect.any(String) },
      });
    }
  });

  it("A15: knows nobody whose account is disabled or gone", async () => {
    const { user, token } = await fresh();
    const who = () => authenticate({ sessionToken: token, authorization: null });
    expect(await who()).toEqual({
      userId: user.id,
      email: user.email,
      name: user.name,
      role: "USER",
      credential: expect.objectContaining({ kind: "session", tokenHash: hashToken(token), impersonator: null }),
    });
    await prisma.user.updateMany({ where: { id: user.id }, data: { status: "DISABLED" } });
    expect(await who()).toBeNull();
    await prisma.user.deleteMany({ where: { id: user.id } });
    expect(await who()).toBeNull();
  });
});

describe("createSession, endSession and getSignedIn", () => {
  it("A14: what is ended is over at once, and ending it again is harmless", async () => {
    const user = await makeUser();
    const token = await createSession(prisma, { userId: user.id, device: { ip: null, userAgent: null } });
    const actor = await authenticate({ sessionToken: token, authorization: null });
    if (!actor) return expect.fail("nobody is signed in");
    expect((await getSignedIn(actor)).user.id).toBe(user.id);
    for (const each of [token, token, null, "rubbish"]) await endSession(prisma, each, actor);
    expect(await authenticate({ sessionToken: token, authorization: null })).toBeNull();
    await expect(getSignedIn(actor)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("Z5: a change of role holds from the very next request", async () => {
    const { user, token } = await fresh();
    const list = async () => (await createTestCaller("anonymous", { sessionToken: token })).caller.user.list({});
    expect((await refusal(list())).code).toBe("FORBIDDEN");
    await prisma.user.updateMany({ where: { id: user.id }, data: { role: "ADMIN" } });
    expect((await list()).success).toBe(true);
    await prisma.user.updateMany({ where: { id: user.id }, data: { role: "USER" } });
    expect((await refusal(list())).code).toBe("FORBIDDEN");
  });
});

describe("auth.signOut", () => {
  it("A14: ends this session on the server, and no other", async () => {
    const { user, token } = await fresh();
    const other = await signedIn(user);
    const { caller, context } = await createTestCaller("anonymous", { sessionToken: token });
    expect((await caller.auth.signOut()).data).toEqual({ signedOut: true });
    expect(context.responseHeaders.get("set-cookie")).toBe("session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    expect([await isIn(token), await isIn(other.token)]).toEqual([false, true]);
  });

  it("is harmless for nobody, and takes no input", async () => {
    const { caller, context } = await createTestCaller("anonymous");
    expect((await caller.auth.signOut()).data).toEqual({ signedOut: true });
    expect(await refusal(rawCall(context, "auth.signOut", { everywhere: true }))).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "everywhere" }],
    });
  });
});
