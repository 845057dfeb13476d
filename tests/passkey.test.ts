import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";
import { Authenticator, type Knobs } from "./helpers/authenticator";
import { createTestCaller } from "./helpers/caller";
import { addPasskey, addTotp } from "./helpers/factors";
import { mailsTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { makeUser, PASSWORD, type TestUser } from "./helpers/world";

const MINUTE_MS = 60_000;

let ada: TestUser;
let caller: Awaited<ReturnType<typeof createTestCaller>>["caller"];

beforeEach(async () => {
  setClock(null);
  ada = await makeUser({ name: "Ada King", password: true });
  ({ caller } = await createTestCaller(ada));
});

function later(milliseconds: number): void {
  const at = new Date(Date.now() + milliseconds);
  setClock(() => at);
}

async function create(knobs: Knobs = {}, authenticator = new Authenticator()) {
  const { token, options } = (await caller.passkey.creationOptions({})).data;
  return caller.passkey.create({ token, name: "Work laptop", response: authenticator.create(options, knobs) });
}

async function eventsOf({ id }: TestUser): Promise<string[]> {
  const where = { accountId: id };
  const rows = await prisma.auditEvent.findMany({ where, orderBy: { sequence: "asc" }, select: { type: true } });
  return rows.map(({ type }) => type);
}

async function templatesTo({ email }: TestUser): Promise<string[]> {
  return (await mailsTo(email)).map(({ template }) => template);
}

describe("passkey.creationOptions", () => {
  it("A26: asks for a discoverable passkey of this site that verifies the person, and no attestation", async () => {
    const { options } = (await caller.passkey.creationOptions({})).data;
    expect(options).toMatchObject({
      rp: { id: new URL(env.APP_URL).hostname, name: "Gatehouse" },
      user: { id: Buffer.from(ada.id).toString("base64url"), name: ada.email, displayName: "Ada King" },
      attestation: "none",
      excludeCredentials: [],
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
    expect(options.challenge).toMatch(/^[\w-]{43}$/);
  });

  it("names the passkeys that the account has, so that a device is not added twice", async () => {
    const { authenticator } = await addPasskey(ada);
    const { options } = (await caller.passkey.creationOptions({})).data;
    expect(options.excludeCredentials).toEqual([
      { id: authenticator.id, type: "public-key", transports: ["internal"] },
    ]);
  });

  it("A18: wants a recent sign-in or the current password", async () => {
    later(11 * MINUTE_MS);
    expect((await refusal(caller.passkey.creationOptions({}))).code).toBe("REAUTHENTICATION_REQUIRED");
    const answer = await caller.passkey.creationOptions({ currentPassword: PASSWORD });
    expect(answer.success).toBe(true);
  });
});

describe("passkey.create", () => {
  it("A26: adds a passkey; the account's first factor brings ten recovery codes", async () => {
    const device = new Authenticator();
    const { data } = await create({ backedUp: true }, device);
    const { recoveryCodes, ...passkey } = data;
    expect(passkey).toMatchObject({ name: "Work laptop", lastUsedAt: null, backedUp: true });
    expect(recoveryCodes).toHaveLength(10);
    expect((await caller.passkey.list()).data).toEqual([passkey]);
    const row = await prisma.passkey.findUniqueOrThrow({ where: { id: passkey.id } });
    expect(row).toMatchObject({ userId: ada.id, credentialId: device.id, counter: 0n, transports: "internal,hybrid" });
  });

  it("gives no recovery codes where there is a second factor already", async () => {
    await addTotp(ada);
    expect((await create()).data.recoveryCodes).toBeNull();
    expect((await create()).data.recoveryCodes).toBeNull();
    expect((await caller.factor.list()).data).toMatchObject({ passkeys: 2, recoveryCodesLeft: 0 });
  });

  it("D9: is told by mail and in the audit log", async () => {
    await create();
    expect(await templatesTo(ada)).toEqual(["passkeyAdded"]);
    expect(await eventsOf(ada)).toEqual(["passkey.created", "recoveryCodes.created"]);
  });

  it.each<[string, Knobs]>([
    ["without a check of the person", { userVerified: false }],
    ["without the person's presence", { userPresent: false }],
    ["of another origin", { origin: "https://evil.example" }],
    ["of another port", { origin: "http://localhost:1" }],
    ["of another site", { rpId: "evil.example" }],
    ["to another challenge", { challenge: "A".repeat(43) }],
    ["to a sign-in", { type: "webauthn.get" }],
  ])("A26: refuses an answer %s, and adds nothing", async (_name, knobs) => {
    expect(await refusal(create(knobs))).toEqual({
      code: "VALIDATION_ERROR",
      message: "One or more fields are invalid.",
      details: [{ field: "response", issue: "Is not what was asked for. Start again." }],
    });
    expect((await caller.passkey.list()).data).toEqual([]);
    expect([await eventsOf(ada), await templatesTo(ada)]).toEqual([[], []]);
  });

  it("refuses rubbish in place of the attestation", async () => {
    const { token, options } = (await caller.passkey.creationOptions({})).data;
    const good = new Authenticator().create(options);
    for (const broken of [{ attestationObject: "AAAA" }, { clientDataJSON: "AAAA" }]) {
      const response = { ...good, response: { ...good.response, ...broken } };
      expect((await refusal(caller.passkey.create({ token, name: "X", response }))).code).toBe("VALIDATION_ERROR");
    }
  });

  it("refuses an attempt that is used, ten minutes old, tried too often, or somebody else's", async () => {
    const { token, options } = (await caller.passkey.creationOptions({})).data;
    const response = new Authenticator().create(options);
    const { caller: other } = await createTestCaller("USER");
    const ended = { code: "UNAUTHENTICATED", message: "This attempt has ended. Start again." };
    expect(await refusal(other.passkey.create({ token, name: "X", response }))).toEqual(ended);
    await caller.passkey.create({ token, name: "X", response });
    expect(await refusal(caller.passkey.create({ token, name: "X", response }))).toEqual(ended);
    const second = (await caller.passkey.creationOptions({})).data;
    const answer = { token: second.token, name: "X", response: new Authenticator().create(second.options) };
    const wrong = { ...answer, response: new Authenticator().create(options) };
    for (let count = 0; count < 5; count += 1) await refusal(caller.passkey.create(wrong));
    expect(await refusal(caller.passkey.create(answer))).toEqual(ended);
    const third = (await caller.passkey.creationOptions({})).data;
    later(10 * MINUTE_MS);
    const late = { token: third.token, name: "X", response: new Authenticator().create(third.options) };
    expect(await refusal(caller.passkey.create(late))).toEqual(ended);
  });

  it("refuses a passkey that is somebody's already", async () => {
    const { authenticator } = await addPasskey(await makeUser());
    expect(await refusal(create({}, authenticator))).toEqual({
      code: "CONFLICT",
      message: "This passkey is registered already.",
    });
    expect((await caller.passkey.list()).data).toEqual([]);
  });

  it("holds at most twenty", async () => {
    for (let count = 0; count < 19; count += 1) await addPasskey(ada);
    const [first, second] = [
      (await caller.passkey.creationOptions({})).data,
      (await caller.passkey.creationOptions({})).data,
    ];
    const answer = ({ token, options }: typeof first) => ({
      token,
      name: "X",
      response: new Authenticator().create(options),
    });
    expect((await caller.passkey.create(answer(first))).success).toBe(true);
    expect((await refusal(caller.passkey.create(answer(second)))).code).toBe("CONFLICT");
    expect((await refusal(caller.passkey.creationOptions({}))).code).toBe("CONFLICT");
    expect((await caller.passkey.list()).data).toHaveLength(20);
  });
});

describe("passkey.update", () => {
  it("gives another name, and notes it", async () => {
    const { passkeyId: id } = await addPasskey(ada);
    expect((await caller.passkey.update({ id, name: "Key ring" })).data).toMatchObject({ id, name: "Key ring" });
    expect(await eventsOf(ada)).toEqual(["passkey.renamed"]);
  });

  it("answers NOT_FOUND for somebody else's, as for none", async () => {
    const { passkeyId: id } = await addPasskey(await makeUser());
    const error = await refusal(caller.passkey.update({ id, name: "Mine" }));
    expect(error).toEqual(await refusal(caller.passkey.update({ id: ada.id, name: "Mine" })));
    expect(error.code).toBe("NOT_FOUND");
    expect(await prisma.passkey.findUniqueOrThrow({ where: { id } })).toMatchObject({ name: "Test device" });
  });
});

describe("passkey.remove", () => {
  it("A26: removes it; with the last factor go the recovery codes, and the person is told", async () => {
    const { id } = (await create()).data;
    expect((await caller.passkey.remove({ id })).data).toEqual({ id });
    expect((await caller.factor.list()).data).toMatchObject({ passkeys: 0, recoveryCodesLeft: 0 });
    expect(await templatesTo(ada)).toEqual(["passkeyAdded", "passkeyRemoved", "secondFactorOff"]);
    expect((await eventsOf(ada)).at(-1)).toBe("passkey.removed");
  });

  it("leaves the recovery codes where a factor is left", async () => {
    const { id } = (await create()).data;
    await addTotp(ada);
    await caller.passkey.remove({ id });
    expect((await caller.factor.list()).data).toMatchObject({ passkeys: 0, recoveryCodesLeft: 10 });
  });

  it("A7: refuses when it is the last factor and the password a short one", async () => {
    const { passkeyId: id } = await addPasskey(ada);
    await prisma.user.updateMany({ where: { id: ada.id }, data: { passwordIsShort: true } });
    expect(await refusal(caller.passkey.remove({ id }))).toEqual({
      code: "CONFLICT",
      message: "Choose a password of 15 characters or more first.",
    });
    expect((await caller.passkey.list()).data).toHaveLength(1);
  });

  it("refuses when it is the only way to sign in", async () => {
    const { passkeyId: id } = await addPasskey(ada);
    await prisma.user.updateMany({ where: { id: ada.id }, data: { passwordHash: null } });
    expect(await refusal(caller.passkey.remove({ id }))).toEqual({
      code: "CONFLICT",
      message: "It is the only way to sign in to your account. Choose a password first.",
    });
    await addPasskey(ada);
    expect((await caller.passkey.remove({ id })).success).toBe(true);
  });

  it("A18: wants a recent sign-in, and answers NOT_FOUND for somebody else's", async () => {
    const { passkeyId: id } = await addPasskey(await makeUser());
    expect((await refusal(caller.passkey.remove({ id }))).code).toBe("NOT_FOUND");
    later(11 * MINUTE_MS);
    expect((await refusal(caller.passkey.remove({ id }))).code).toBe("REAUTHENTICATION_REQUIRED");
  });
});
