import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { hashToken } from "@/lib/token";
import type { AuthenticationResponse } from "@/schemas/passkey.schema";
import { Authenticator, type Knobs } from "./helpers/authenticator";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { addPasskey, addTotp } from "./helpers/factors";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { makeUser, signedIn, type TestUser } from "./helpers/world";

const REFUSED = { code: "UNAUTHENTICATED", message: "This passkey opens no account here." };
const ENDED = { code: "UNAUTHENTICATED", message: "This attempt has ended. Start again." };

let ada: TestUser;
let device: Authenticator;
let passkeyId: string;

beforeEach(async () => {
  await resetDatabase();
  setClock(null);
  ada = await makeUser({ email: "ada@example.org", password: true });
  ({ authenticator: device, passkeyId } = await addPasskey(ada));
});

async function begin() {
  const { caller } = await createTestCaller("anonymous");
  return (await caller.passkey.signInOptions()).data;
}

async function signIn(knobs: Knobs = {}, by = device, sessionToken: string | null = null) {
  const { caller, context } = await createTestCaller("anonymous", { sessionToken, ip: "203.0.113.9" });
  const { token, options } = await begin();
  const { data } = await caller.passkey.signIn({ token, response: by.get(options, knobs) });
  return { data, cookie: context.responseHeaders.get("set-cookie") };
}

const counter = async () => (await prisma.passkey.findUniqueOrThrow({ where: { id: passkeyId } })).counter;

describe("passkey.signInOptions", () => {
  it("A26: asks for any passkey of this site that verifies the person", async () => {
    const { token, options } = await begin();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(options).toMatchObject({ rpId: "localhost", userVerification: "required", allowCredentials: [] });
  });

  it("never asks the same twice, and keeps the challenge sealed", async () => {
    const [first, second] = [await begin(), await begin()];
    expect(first.options.challenge).not.toBe(second.options.challenge);
    expect(JSON.stringify(await prisma.challenge.findMany())).not.toContain(first.options.challenge);
  });
});

describe("passkey.signIn", () => {
  it("A26: opens a session without a password, and asks for no second factor", async () => {
    await addTotp(ada);
    const { data, cookie } = await signIn();
    expect(data).toMatchObject({ id: ada.id, email: ada.email });
    expect(cookie).toMatch(/session=[\w-]{43};/);
    const event = await prisma.auditEvent.findFirstOrThrow({ where: { accountId: ada.id, type: "session.opened" } });
    expect(JSON.parse(event.details)).toEqual({ how: "passkey" });
  });

  it("notes the use, the counter and whether the passkey is backed up", async () => {
    await signIn({ backedUp: true, counter: 41 });
    expect(await prisma.passkey.findUniqueOrThrow({ where: { id: passkeyId } })).toMatchObject({
      counter: 41n,
      backedUp: true,
      lastUsedAt: expect.any(Date),
    });
  });

  it("takes a passkey that does not count, again and again", async () => {
    for (let count = 0; count < 2; count += 1) expect((await signIn({ counter: 0 })).data.id).toBe(ada.id);
    expect(await counter()).toBe(0n);
  });

  it("A11: ends the session that the browser had before", async () => {
    const { token } = await signedIn(ada);
    await signIn({}, device, token);
    expect(await prisma.session.count({ where: { tokenHash: hashToken(token) } })).toBe(0);
  });

  it.each<[string, Knobs]>([
    ["without a check of the person", { userVerified: false }],
    ["without the person's presence", { userPresent: false }],
    ["of another origin", { origin: "https://evil.example" }],
    ["of another site", { rpId: "evil.example" }],
    ["to another challenge", { challenge: "A".repeat(43) }],
    ["to a registration", { type: "webauthn.create" }],
    ["signed with another key", { otherKey: true }],
    ["with somebody else's user handle", { userHandle: Buffer.from("somebody").toString("base64url") }],
  ])("A26: refuses an answer %s, and changes nothing", async (_name, knobs) => {
    expect(await refusal(signIn(knobs))).toEqual(REFUSED);
    expect([await counter(), await prisma.session.count()]).toEqual([0n, 0]);
  });

  it.each([4, 5])("A26: refuses the copy whose counter says %i after 5", async (stale) => {
    await signIn({ counter: 5 });
    expect(await refusal(signIn({ counter: stale }))).toEqual(REFUSED);
    expect([await counter(), await prisma.session.count()]).toEqual([5n, 1]);
  });

  it("A1: answers alike for a passkey that nobody has, and for a disabled or unverified account", async () => {
    const off = await makeUser({ status: "DISABLED" });
    const unverified = await makeUser({ verified: false });
    const devices = [(await addPasskey(off)).authenticator, (await addPasskey(unverified)).authenticator];
    const unknown = new Authenticator();
    for (const by of [unknown, ...devices]) {
      const handle = by === unknown ? { userHandle: "AAAA" } : {};
      expect(await refusal(signIn(handle, by))).toEqual(REFUSED);
    }
    expect(await prisma.session.count()).toBe(0);
  });

  it("refuses a passkey that was removed", async () => {
    await prisma.passkey.deleteMany();
    expect(await refusal(signIn())).toEqual(REFUSED);
  });

  it("refuses an attempt that is unknown, used, or ten minutes old", async () => {
    const { caller } = await createTestCaller("anonymous");
    const { token, options } = await begin();
    const old = await begin();
    await caller.passkey.signIn({ token, response: device.get(options) });
    expect(await refusal(caller.passkey.signIn({ token, response: device.get(options) }))).toEqual(ENDED);
    const unknown = { token: "A".repeat(43), response: device.get(options) };
    expect(await refusal(caller.passkey.signIn(unknown))).toEqual(ENDED);
    const at = new Date(Date.now() + 10 * 60_000);
    setClock(() => at);
    expect(await refusal(caller.passkey.signIn({ token: old.token, response: device.get(old.options) }))).toEqual(
      ENDED,
    );
  });

  it("judges five answers an attempt", async () => {
    const { caller } = await createTestCaller("anonymous");
    const { token, options } = await begin();
    const wrong = device.get(options, { otherKey: true });
    for (let count = 0; count < 5; count += 1) {
      expect(await refusal(caller.passkey.signIn({ token, response: wrong }))).toEqual(REFUSED);
    }
    expect(await refusal(caller.passkey.signIn({ token, response: device.get(options) }))).toEqual(ENDED);
  });
});

describe("passkeys over REST", () => {
  it("sign in with what browsers send, and set the cookie", async () => {
    const begun = await api<Awaited<ReturnType<typeof begin>>>("POST", "/api/auth/passkey/options", { body: {} });
    const { token, options } = begun.data ?? expect.fail("no options");
    const body = { token, response: device.get(options) };
    const { status, headers } = await api("POST", "/api/auth/passkey", { body });
    expect([status, headers.get("etag")]).toEqual([200, '"1"']);
    expect(headers.get("set-cookie")).toMatch(/HttpOnly.*SameSite=Lax/);
  });

  it("refuse by name what WebAuthn does not have, and what is too long or no base64url", async () => {
    const { token, options } = await begin();
    const response: AuthenticationResponse = device.get(options);
    const bad: [string, unknown][] = [
      ["response.extra", { ...response, extra: 1 }],
      ["response.response.extra", { ...response, response: { ...response.response, extra: 1 } }],
      ["response.id", { ...response, id: "A".repeat(1365) }],
      ["response.rawId", { ...response, rawId: "+/==" }],
      ["response.response.signature", { ...response, response: { ...response.response, signature: "A".repeat(8193) } }],
      ["response.clientExtensionResults", { ...response, clientExtensionResults: [] }],
      ["response.type", { ...response, type: "password" }],
    ];
    for (const [field, value] of bad) {
      const { status, error } = await api("POST", "/api/auth/passkey", { body: { token, response: value } });
      expect([status, error?.details?.map((detail) => detail.field)]).toEqual([400, [field]]);
    }
  });
});
