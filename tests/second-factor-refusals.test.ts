import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { totpCode } from "@/lib/totp";
import { issueLinkToken } from "@/services/link-token.service";
import { resetPassword } from "@/services/password.service";
import { Authenticator } from "./helpers/authenticator";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { addPasskey, addTotp } from "./helpers/factors";
import { refusal } from "./helpers/refusal";
import { failuresInARow, firstStep, secondStep, sessionsOf } from "./helpers/second-step";
import { makeUser, PASSWORD, type TestUser } from "./helpers/world";

const ENDED = { code: "UNAUTHENTICATED", message: "This attempt has ended. Start again." };

let ada: TestUser;

beforeEach(async () => {
  await resetDatabase();
  const at = new Date();
  setClock(() => at);
  ada = await makeUser({ email: "ada@example.org", password: true });
});

function later(milliseconds: number): void {
  const at = new Date(Date.now() + milliseconds);
  setClock(() => at);
}

async function nobody(parts = {}) {
  return createTestCaller("anonymous", parts);
}

function withoutHandle(answer: ReturnType<Authenticator["get"]>) {
  const { userHandle: _left, ...response } = answer.response;
  return { ...answer, response };
}

describe("auth.secondFactor", () => {
  it("refuses the passkey of somebody else, of nobody, and one for an account that has none", async () => {
    await addPasskey(ada);
    const { authenticator: theirs } = await addPasskey(await makeUser());
    const { token, passkeyOptions } = await firstStep(ada);
    const options = passkeyOptions ?? expect.fail("no options");
    const { caller } = await nobody();
    for (const device of [theirs, new Authenticator()]) {
      const passkey = device.get(options, { userHandle: "" });
      const error = await refusal(caller.auth.secondFactor({ token, passkey: withoutHandle(passkey) }));
      expect(error).toMatchObject({ code: "UNAUTHENTICATED", details: [{ field: "passkey" }] });
    }
    await prisma.passkey.deleteMany({ where: { userId: ada.id } });
    await addTotp(ada);
    const { token: other } = await firstStep(ada);
    const passkey = withoutHandle(theirs.get(options));
    expect((await refusal(caller.auth.secondFactor({ token: other, passkey }))).code).toBe("UNAUTHENTICATED");
    expect(await sessionsOf(ada)).toBe(0);
  });

  it("refuses an answer too few and one too many", async () => {
    const { caller } = await nobody();
    const token = "A".repeat(43);
    for (const answers of [{}, { code: "123456", recoveryCode: "x" }]) {
      expect(await refusal(caller.auth.secondFactor({ token, ...answers }))).toMatchObject({
        code: "VALIDATION_ERROR",
        details: [{ field: "code", issue: "Give exactly one of code, recoveryCode and passkey." }],
      });
    }
  });

  it("refuses a token that is unknown, of another kind, used or ten minutes old, all alike", async () => {
    const secret = await addTotp(ada);
    const { caller } = await nobody();
    const { token: ofPasskey } = (await caller.passkey.signInOptions()).data;
    const { token: used } = await firstStep(ada);
    await caller.auth.secondFactor({ token: used, code: totpCode(secret) });
    const { token: old } = await firstStep(ada);
    later(10 * 60_000);
    for (const token of ["A".repeat(43), ofPasskey, used, old]) {
      expect(await refusal(caller.auth.secondFactor({ token, code: totpCode(secret) }))).toEqual(ENDED);
    }
  });

  it("A6: judges five answers an attempt, and counts each as a failure of the account", async () => {
    const secret = await addTotp(ada);
    const { token } = await firstStep(ada);
    const { caller } = await nobody();
    for (let count = 1; count <= 5; count += 1) {
      const error = await refusal(caller.auth.secondFactor({ token, recoveryCode: `wrong ${count}` }));
      expect(error).toMatchObject({ details: [{ field: "recoveryCode" }] });
      expect(await failuresInARow()).toBe(count);
    }
    expect(await refusal(caller.auth.secondFactor({ token, code: totpCode(secret) }))).toEqual(ENDED);
    expect(await failuresInARow()).toBe(5);
  });

  it("A6: is not judged after a hundred failures in a row", async () => {
    const secret = await addTotp(ada);
    const { token } = await firstStep(ada);
    const { caller } = await nobody();
    await refusal(caller.auth.secondFactor({ token, recoveryCode: "wrong" }));
    await prisma.signInFailure.updateMany({ data: { failures: 100 } });
    // A new password clears the wrong passwords, and nothing else.
    await resetPassword({ token: await issueLinkToken(prisma, ada.id, "resetPassword"), password: PASSWORD });
    const next = await firstStep(ada);
    expect((await refusal(caller.auth.secondFactor({ token: next.token, code: totpCode(secret) }))).code).toBe(
      "RATE_LIMITED",
    );
  });

  it("A5: who had the password right after many failures need not wait again for the second step", async () => {
    const secret = await addTotp(ada);
    await refusal((await nobody()).caller.auth.signIn({ email: ada.email, password: "wrong" }));
    await prisma.signInFailure.updateMany({
      data: { failures: 18, lastFailedAt: new Date(Date.now() - 2 * 3_600_000) },
    });
    expect((await secondStep(ada, { code: totpCode(secret) })).data.id).toBe(ada.id);
    expect(await failuresInARow()).toBe(0);
  });

  it("A15: opens nothing once the account is disabled, its password changed, or it is gone", async () => {
    const secret = await addTotp(ada);
    const { caller } = await nobody();
    const code = totpCode(secret);
    const changes = [{ status: "DISABLED" as const }, { status: "ACTIVE" as const, passwordHash: "another" }];
    const tokens = [await firstStep(ada), await firstStep(ada), await firstStep(ada)].map(({ token }) => token);
    for (const data of changes) {
      await prisma.user.updateMany({ where: { id: ada.id }, data });
      const token = tokens.pop() ?? "";
      expect((await refusal(caller.auth.secondFactor({ token, code }))).code).toBe("UNAUTHENTICATED");
    }
    await prisma.user.deleteMany({ where: { id: ada.id } });
    expect(await refusal(caller.auth.secondFactor({ token: tokens.pop() ?? "", code }))).toEqual(ENDED);
    expect(await prisma.session.count()).toBe(0);
  });

  it("A15: a reset of the password ends attempts that were half done", async () => {
    await addTotp(ada);
    const { token } = await firstStep(ada);
    const { caller } = await nobody();
    const link = await issueLinkToken(prisma, ada.id, "resetPassword");
    await caller.auth.resetPassword({ token: link, password: "amber-lantern-over-moss-7" });
    expect(await refusal(caller.auth.secondFactor({ token, code: "123456" }))).toEqual(ENDED);
  });
});
