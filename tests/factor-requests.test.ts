import { beforeEach, describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { totpCode } from "@/lib/totp";
import { creationOptions } from "@/lib/webauthn";
import type { Factors, SecondFactor, TotpSetup } from "@/schemas/factor.schema";
import type { CreatedPasskey, Passkey, PasskeyCreation } from "@/schemas/passkey.schema";
import type { User } from "@/schemas/user.schema";
import type { Actor } from "@/services/actor";
import { listFactors, renewRecoveryCodes } from "@/services/factor.service";
import { createPasskey, listPasskeys, removePasskey, startPasskey, updatePasskey } from "@/services/passkey.service";
import { continueSignIn } from "@/services/sign-in.service";
import { confirmTotp, removeTotp, startTotp } from "@/services/totp.service";
import { Authenticator } from "./helpers/authenticator";
import { addRecoveryCodes, addTotp } from "./helpers/factors";
import { captureLogs } from "./helpers/logs";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { actorOf, makeUser, PASSWORD, signedIn, type TestUser } from "./helpers/world";

type RecoveryCodes = { recoveryCodes: string[] };

const ORIGIN = { device: { ip: null, userAgent: null }, oldToken: null };

let ada: TestUser;
let mine: { cookie: string };

beforeEach(async () => {
  ada = await makeUser({ password: true });
  mine = await signedIn(ada);
});

function signIn() {
  const body = { email: ada.email, password: PASSWORD };
  return api<{ secondFactor: SecondFactor }>("POST", "/api/auth/sign-in", { body });
}

describe("sign-in in two steps over REST", () => {
  it("A26: sets the cookie and the ETag with the second step, not with the first", async () => {
    const secret = await addTotp(ada);
    const first = await signIn();
    expect([first.status, first.headers.get("set-cookie"), first.headers.get("etag")]).toEqual([200, null, null]);
    const { token } = first.data?.secondFactor ?? expect.fail("no second factor was asked for");
    const body = { token, code: totpCode(secret) };
    const second = await api<User>("POST", "/api/auth/second-factor", { body });
    expect([second.status, second.data?.id, second.headers.get("etag")]).toEqual([200, ada.id, '"1"']);
    const cookie = /^[^;]+/.exec(second.headers.get("set-cookie") ?? "")?.[0] ?? "";
    expect((await api("GET", "/api/account/factors", { cookie })).status).toBe(200);
  });

  it("answers a wrong code with 401 on its field", async () => {
    await addTotp(ada);
    const token = (await signIn()).data?.secondFactor.token;
    const body = { token, recoveryCode: "0000-0000-0000-0000" };
    const { status, error } = await api("POST", "/api/auth/second-factor", { body });
    expect([status, error?.details?.[0]?.field]).toEqual([401, "recoveryCode"]);
  });

  it("T8: writes no code and no token into the log", async () => {
    const secret = await addTotp(ada);
    const [recoveryCode = ""] = await addRecoveryCodes(ada);
    const code = totpCode(secret);
    const { result, lines } = await captureLogs(async () => {
      const token = (await signIn()).data?.secondFactor.token ?? "";
      await api("POST", "/api/auth/second-factor", { body: { token, recoveryCode } });
      return [token, recoveryCode, `"${code}"`, secret];
    });
    const text = JSON.stringify(lines);
    expect(result.filter((word) => text.includes(word))).toEqual([]);
  });
});

describe("factors over REST", () => {
  it("are set up, shown, renewed and removed", async () => {
    const started = await api<TotpSetup>("POST", "/api/account/totp", { ...mine, body: {} });
    expect([started.status, started.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const body = { code: totpCode(started.data?.secret ?? "") };
    const confirmed = await api<RecoveryCodes>("POST", "/api/account/totp/confirm", { ...mine, body });
    expect(confirmed.data?.recoveryCodes).toHaveLength(10);
    expect((await api<Factors>("GET", "/api/account/factors", mine)).data?.totp.enabled).toBe(true);
    const renewed = await api<RecoveryCodes>("POST", "/api/account/recovery-codes", { ...mine, body: {} });
    expect(renewed.data?.recoveryCodes).toHaveLength(10);
    expect(await api("DELETE", "/api/account/totp", mine)).toMatchObject({ status: 200, data: { totpRemoved: true } });
    expect((await api("POST", "/api/account/recovery-codes", { ...mine, body: {} })).status).toBe(409);
  });

  it("refuse a code that has not six digits", async () => {
    for (const code of ["12345", "1234567", "12345a", "１２３４５６"]) {
      const { status, error } = await api("POST", "/api/account/totp/confirm", { ...mine, body: { code } });
      expect([status, error?.details]).toEqual([400, [{ field: "code", issue: "Must be 6 digits." }]]);
    }
  });
});

describe("passkeys over REST", () => {
  it("are made with 201 and a Location, renamed, listed and removed", async () => {
    const begun = await api<PasskeyCreation>("POST", "/api/account/passkeys/options", { ...mine, body: {} });
    const { token, options } = begun.data ?? expect.fail("no options");
    const body = { token, name: "Phone", response: new Authenticator().create(options) };
    const { status, headers, data } = await api<CreatedPasskey>("POST", "/api/account/passkeys", { ...mine, body });
    const path = `/api/account/passkeys/${data?.id}`;
    expect([status, headers.get("location")]).toEqual([201, path]);
    await api("PATCH", path, { ...mine, body: { name: "Old phone" } });
    const list = await api<Passkey[]>("GET", "/api/account/passkeys", mine);
    expect(list.data?.map(({ name }) => name)).toEqual(["Old phone"]);
    expect((await api("DELETE", path, mine)).status).toBe(200);
    expect((await api("DELETE", path, mine)).status).toBe(404);
  });
});

describe("the services of factors and passkeys", () => {
  it("A24: refuse a key without the permission, whoever calls them", async () => {
    const credential = { kind: "apiKey", keyId: "", scopes: [], requestsPerMinute: 1 } as const;
    const actor: Actor = { ...actorOf(ada), credential };
    const answer = new Authenticator();
    const options = await creationOptions(ada, []);
    const calls = [
      listFactors(actor),
      renewRecoveryCodes(actor),
      startTotp(actor),
      confirmTotp(actor, "123456"),
      removeTotp(actor),
      listPasskeys(actor),
      startPasskey(actor),
      createPasskey(actor, { token: "A".repeat(43), name: "X", response: answer.create(options) }),
      updatePasskey(actor, { id: ada.id, name: "X" }),
      removePasskey(actor, ada.id),
    ];
    for (const call of calls) expect((await refusal(call)).code).toBe("FORBIDDEN");
  });

  it("A15: change nothing for a session that has ended in between", async () => {
    // Known from before, and by now in no row.
    const actor = actorOf(ada);
    for (const call of [startTotp(actor), removeTotp(actor), removePasskey(actor, ada.id)]) {
      expect((await refusal(call)).code).toBe("UNAUTHENTICATED");
    }
  });
});

describe("continueSignIn", () => {
  it("signs in who has no second factor, asks who has one, and lets a passkey pass", async () => {
    const proved = { user: ada, passwordHash: null, newHash: null };
    expect(await continueSignIn({ ...proved, how: "oauth" }, ORIGIN)).toMatchObject({ kind: "signedIn" });
    await addTotp(ada);
    expect(await continueSignIn({ ...proved, how: "oauth" }, ORIGIN)).toMatchObject({
      kind: "secondFactor",
      challenge: { methods: ["totp"] },
    });
    expect(await continueSignIn({ ...proved, how: "passkey" }, ORIGIN)).toMatchObject({ kind: "signedIn" });
  });

  it("refuses who is gone", async () => {
    const user = { ...ada, id: "0198c0de-7a1b-7000-8000-00000000dead" };
    const proved = { user, how: "oauth" as const, passwordHash: null, newHash: null };
    await expect(continueSignIn(proved, ORIGIN)).rejects.toThrow(AppError);
  });
});
