import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { hashRecoveryCode } from "@/lib/recovery-code";
import { totpCode } from "@/lib/totp";
import { createTestCaller } from "./helpers/caller";
import { addPasskey, addRecoveryCodes, addTotp } from "./helpers/factors";
import { mailsTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { makeUser, PASSWORD, type TestUser } from "./helpers/world";

const MINUTE_MS = 60_000;
const NONE = { totp: { enabled: false, confirmedAt: null }, recoveryCodesLeft: 0, passkeys: 0 };

let ada: TestUser;
let caller: Awaited<ReturnType<typeof createTestCaller>>["caller"];

beforeEach(async () => {
  setClock(null);
  ada = await makeUser({ password: true });
  ({ caller } = await createTestCaller(ada));
});

function later(milliseconds: number): void {
  const at = new Date(Date.now() + milliseconds);
  setClock(() => at);
}

async function eventsOf({ id }: TestUser): Promise<string[]> {
  const where = { accountId: id };
  const rows = await prisma.auditEvent.findMany({ where, orderBy: { sequence: "asc" }, select: { type: true } });
  return rows.map(({ type }) => type);
}

async function templatesTo({ email }: TestUser): Promise<string[]> {
  return (await mailsTo(email)).map(({ template }) => template);
}

async function setUp(): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = (await caller.factor.startTotp({})).data;
  const { recoveryCodes } = (await caller.factor.confirmTotp({ code: totpCode(secret) })).data;
  return { secret, recoveryCodes };
}

const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

describe("factor.startTotp", () => {
  it("A26: gives a secret by text, URI and picture, and turns nothing on yet", async () => {
    const { secret, uri, qrSvg } = (await caller.factor.startTotp({})).data;
    expect(uri).toContain(`secret=${secret}`);
    expect(qrSvg).toMatch(/^<svg /);
    expect((await caller.factor.list()).data).toEqual(NONE);
    expect(await eventsOf(ada)).toEqual([]);
  });

  it("A12: keeps the secret sealed only", async () => {
    const { secret } = (await caller.factor.startTotp({})).data;
    expect(JSON.stringify(await prisma.totpFactor.findMany())).not.toContain(secret);
  });

  it("replaces a set-up that was not finished: the older secret confirms nothing", async () => {
    const older = (await caller.factor.startTotp({})).data.secret;
    const newer = (await caller.factor.startTotp({})).data.secret;
    expect(await refusal(caller.factor.confirmTotp({ code: totpCode(older) }))).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "code", issue: "Is not the code that the app shows now." }],
    });
    expect((await caller.factor.confirmTotp({ code: totpCode(newer) })).data.recoveryCodes).toHaveLength(10);
  });

  it("refuses with CONFLICT where an app is set up, which stays as it is", async () => {
    await setUp();
    const before = await prisma.totpFactor.findMany();
    expect((await refusal(caller.factor.startTotp({}))).code).toBe("CONFLICT");
    expect(await prisma.totpFactor.findMany()).toEqual(before);
  });

  it("A18: wants a recent sign-in or the current password", async () => {
    later(11 * MINUTE_MS);
    expect((await refusal(caller.factor.startTotp({}))).code).toBe("REAUTHENTICATION_REQUIRED");
    expect((await refusal(caller.factor.startTotp({ currentPassword: "wrong" }))).code).toBe(
      "REAUTHENTICATION_REQUIRED",
    );
    expect((await caller.factor.startTotp({ currentPassword: PASSWORD })).success).toBe(true);
  });
});

describe("factor.confirmTotp", () => {
  it("A26: turns the app on and gives ten recovery codes, of which only hashes are kept", async () => {
    const { recoveryCodes } = await setUp();
    expect(new Set(recoveryCodes).size).toBe(10);
    const rows = await prisma.recoveryCode.findMany({ where: { userId: ada.id } });
    expect(rows.map(({ codeHash }) => codeHash).sort()).toEqual(recoveryCodes.map(hashRecoveryCode).sort());
    expect((await caller.factor.list()).data).toEqual({
      totp: { enabled: true, confirmedAt: expect.any(Date) },
      recoveryCodesLeft: 10,
      passkeys: 0,
    });
  });

  it("D9: is told by mail and in the audit log", async () => {
    await setUp();
    expect(await templatesTo(ada)).toEqual(["secondFactorOn"]);
    expect(await eventsOf(ada)).toEqual(["totp.enabled", "recoveryCodes.created"]);
  });

  it("A6: refuses a wrong code on its field, and clears no count of wrong passwords", async () => {
    const { secret } = (await caller.factor.startTotp({})).data;
    const error = await refusal(caller.factor.confirmTotp({ code: wrong(totpCode(secret)) }));
    expect(error).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "code" }] });
    await refusal(caller.auth.reauthenticate({ password: "wrong" }));
    await caller.factor.confirmTotp({ code: totpCode(secret) });
    expect(await prisma.signInFailure.aggregate({ _max: { failures: true } })).toEqual({ _max: { failures: 1 } });
    await caller.factor.removeTotp();
    expect((await caller.factor.list()).data).toEqual(NONE);
  });

  it("refuses with CONFLICT before a start, ten minutes after it, and once it is done", async () => {
    expect((await refusal(caller.factor.confirmTotp({ code: "123456" }))).code).toBe("CONFLICT");
    const { secret } = (await caller.factor.startTotp({})).data;
    later(10 * MINUTE_MS);
    expect((await refusal(caller.factor.confirmTotp({ code: totpCode(secret) }))).code).toBe("CONFLICT");
    setClock(null);
    const code = totpCode(secret);
    await caller.factor.confirmTotp({ code });
    expect((await refusal(caller.factor.confirmTotp({ code }))).code).toBe("CONFLICT");
  });
});

describe("factor.renewRecoveryCodes", () => {
  it("A26: gives new codes; the old ones stop working", async () => {
    const { recoveryCodes: old } = await setUp();
    const { recoveryCodes } = (await caller.factor.renewRecoveryCodes({})).data;
    expect(recoveryCodes).toHaveLength(10);
    expect(recoveryCodes.filter((code) => old.includes(code))).toEqual([]);
    expect(await prisma.recoveryCode.count({ where: { userId: ada.id } })).toBe(10);
  });

  it("refuses without a second factor", async () => {
    expect(await refusal(caller.factor.renewRecoveryCodes({}))).toMatchObject({
      code: "CONFLICT",
      message: "Recovery codes come with a second factor. Add one first.",
    });
  });

  it("A18: wants a recent sign-in or the current password", async () => {
    await addTotp(ada);
    later(11 * MINUTE_MS);
    expect((await refusal(caller.factor.renewRecoveryCodes({}))).code).toBe("REAUTHENTICATION_REQUIRED");
    expect((await caller.factor.renewRecoveryCodes({ currentPassword: PASSWORD })).data.recoveryCodes).toHaveLength(10);
  });
});

describe("factor.removeTotp", () => {
  it("A26: turns the app off; with the last factor go the recovery codes, and the person is told", async () => {
    await setUp();
    expect((await caller.factor.removeTotp()).data).toEqual({ totpRemoved: true });
    expect((await caller.factor.list()).data).toEqual(NONE);
    expect(await templatesTo(ada)).toEqual(["secondFactorOn", "secondFactorOff"]);
    expect((await eventsOf(ada)).at(-1)).toBe("totp.disabled");
  });

  it("leaves the recovery codes where a passkey is left, for which they stand in", async () => {
    await setUp();
    await addPasskey(ada);
    await caller.factor.removeTotp();
    expect((await caller.factor.list()).data).toMatchObject({ recoveryCodesLeft: 10, passkeys: 1 });
    expect(await templatesTo(ada)).toEqual(["secondFactorOn", "totpRemoved"]);
  });

  it("ends a set-up that was not finished, and is harmless when there is nothing", async () => {
    const { secret } = (await caller.factor.startTotp({})).data;
    await caller.factor.removeTotp();
    expect((await refusal(caller.factor.confirmTotp({ code: totpCode(secret) }))).code).toBe("CONFLICT");
    await caller.factor.removeTotp();
    expect([await eventsOf(ada), await templatesTo(ada)]).toEqual([[], []]);
  });

  it("A7: refuses when it is the last factor and the password a short one, and changes nothing", async () => {
    await addTotp(ada);
    await addRecoveryCodes(ada);
    await prisma.user.updateMany({ where: { id: ada.id }, data: { passwordIsShort: true } });
    const before = (await caller.factor.list()).data;
    expect(await refusal(caller.factor.removeTotp())).toEqual({
      code: "CONFLICT",
      message: "Choose a password of 15 characters or more first.",
    });
    expect((await caller.factor.list()).data).toEqual(before);
    expect([await eventsOf(ada), await templatesTo(ada)]).toEqual([[], []]);
    await addPasskey(ada);
    expect((await caller.factor.removeTotp()).success).toBe(true);
  });

  it("A18: wants a recent sign-in", async () => {
    await addTotp(ada);
    later(11 * MINUTE_MS);
    expect((await refusal(caller.factor.removeTotp())).code).toBe("REAUTHENTICATION_REQUIRED");
    await caller.auth.reauthenticate({ password: PASSWORD });
    const { caller: again } = await createTestCaller(ada);
    expect((await again.factor.removeTotp()).success).toBe(true);
  });
});
