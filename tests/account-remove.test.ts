import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { removeAccount } from "@/services/account.service";
import { forgotPassword } from "@/services/account-request.service";
import { issueLinkToken } from "@/services/link-token.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { mailsTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { tally, verdictOf } from "./helpers/verdicts";
import { actorOf, makeUser, PASSWORD, signedIn } from "./helpers/world";

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 2, 1);
const at = (milliseconds: number) => setClock(() => new Date(START + milliseconds));
const LAST = { code: "CONFLICT", message: "The last active administrator cannot be lost." };

beforeEach(async () => {
  await resetDatabase();
  at(0);
});

describe("account.remove", () => {
  it("deletes the own account, takes the cookie away, and tells the person", async () => {
    const [user, other] = [await makeUser({ password: true }), await makeUser()];
    const { cookie } = await signedIn(user);
    const { status, data, headers } = await api("DELETE", "/api/account", { cookie });
    expect([status, data]).toEqual([200, { id: user.id }]);
    expect(headers.get("set-cookie")).toBe("session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    expect(await prisma.user.findMany({ select: { id: true } })).toEqual([{ id: other.id }]);
    expect((await mailsTo(user.email)).map(({ template }) => template)).toEqual(["accountRemoved"]);
    expect((await api("DELETE", "/api/account", { cookie })).status).toBe(401);
  });

  it("D6: what is deleted stays deleted: sessions, keys, links, factors, and requests for mails", async () => {
    const user = await makeUser({ password: true });
    const { token: sessionToken } = await signedIn(user);
    const token = await issueLinkToken(prisma, user.id, "resetPassword");
    const key = { userId: user.id, name: "K", prefix: "p", keyHash: "h".repeat(64), scopes: "account:read" };
    await prisma.apiKey.createMany({ data: key });
    await prisma.totpFactor.createMany({ data: { userId: user.id, secret: "s", confirmedAt: new Date() } });
    await forgotPassword(user);
    await (await createTestCaller(user)).caller.account.remove();
    const { caller } = await createTestCaller("anonymous", { sessionToken });
    expect((await caller.auth.session()).data).toBeNull();
    expect(await verdictOf(caller.auth.resetPassword({ token, password: "amber-lantern-over-moss-7" }))).toBe(
      "VALIDATION_ERROR",
    );
    expect(await verdictOf(caller.auth.signIn({ email: user.email, password: PASSWORD }))).toBe("UNAUTHENTICATED");
    expect((await mailsTo(user.email)).map(({ template }) => template)).toEqual(["accountRemoved"]);
    const left = await Promise.all([
      prisma.session.count(),
      prisma.apiKey.count(),
      prisma.totpFactor.count(),
      prisma.verificationToken.count(),
      prisma.userSearchTerm.count(),
    ]);
    expect(left).toEqual([0, 0, 0, 0, 0]);
  });

  it("D9: leaves the log of the account, with its end", async () => {
    const user = await makeUser();
    await (await createTestCaller(user)).caller.account.remove();
    expect(await prisma.auditEvent.findMany({ where: { accountId: user.id } })).toMatchObject([
      { type: "account.removed", actorKind: "USER", actorId: user.id },
    ]);
  });

  it("A18: needs a sign-in within ten minutes, or the password anew", async () => {
    const user = await makeUser({ password: true });
    const { caller, context } = await createTestCaller(user);
    at(10 * MINUTE_MS);
    expect((await refusal(caller.account.remove())).code).toBe("REAUTHENTICATION_REQUIRED");
    expect(await prisma.user.count()).toBe(1);
    await caller.auth.reauthenticate({ password: PASSWORD });
    // A context is one request: what it read of its session is from before.
    const { caller: next } = await createTestCaller("anonymous", { sessionToken: context.sessionToken });
    expect((await next.account.remove()).success).toBe(true);
  });

  it("Z7: never lets the last active admin go, and changes nothing (D5)", async () => {
    const admin = await makeUser({ role: "ADMIN" });
    await makeUser({ role: "ADMIN", status: "DISABLED" });
    const { caller, context } = await createTestCaller(admin);
    expect(await refusal(caller.account.remove())).toMatchObject(LAST);
    expect(context.responseHeaders.get("set-cookie")).toBeNull();
    expect([await prisma.session.count(), await prisma.outboxMail.count()]).toEqual([1, 0]);
    await makeUser({ role: "ADMIN" });
    expect((await caller.account.remove()).success).toBe(true);
  });

  it("Z7: of two admins who leave at once, one stays", async () => {
    for (let round = 0; round < 3; round += 1) {
      await resetDatabase();
      const callers = [await createTestCaller("ADMIN"), await createTestCaller("ADMIN")];
      expect(await tally(callers.map(({ caller }) => caller.account.remove()))).toEqual({ OK: 1, CONFLICT: 1 });
      expect(await prisma.user.count()).toBe(1);
    }
  });

  it("is refused for a session that has ended, and takes no input", async () => {
    const user = await makeUser();
    await expect(removeAccount(actorOf(user))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    const { cookie } = await signedIn(user);
    expect((await api("DELETE", "/api/account?id=1", { cookie })).error?.details?.[0]?.field).toBe("id");
    expect(await prisma.user.count()).toBe(1);
  });
});
