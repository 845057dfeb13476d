import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import type { OAuthAnswerInput } from "@/schemas/identity.schema";
import { toAppError } from "@/server/errors";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { captureLogs } from "./helpers/logs";
import type { Fault } from "./helpers/oidc-server";
import { refusal } from "./helpers/refusal";
import { fromOidc, providers } from "./helpers/sign-in-elsewhere";
import { atOnce, tally } from "./helpers/verdicts";

const REFUSED = { code: "UNAUTHENTICATED", message: "That sign-in was not accepted. Start again." };
const ENDED = { code: "UNAUTHENTICATED", message: "This attempt has ended. Start again." };
const MINUTE_MS = 60_000;
const { oidc } = await providers();

beforeEach(resetDatabase);
afterEach(() => {
  oidc.fault = "none";
});

async function signIn(input: OAuthAnswerInput) {
  return (await createTestCaller("anonymous")).caller.identity.signIn(input);
}

async function expectNobody(): Promise<void> {
  expect(await prisma.user.count()).toBe(0);
  expect(await prisma.session.count()).toBe(0);
}

function moveClock(milliseconds: number): void {
  const to = new Date(Date.now() + milliseconds);
  setClock(() => to);
}

let hours = 0;

/** What is known about the provider by now, from whatever test, is too old then. */
function outliveConfiguration(): void {
  hours += 2;
  moveClock(hours * 60 * MINUTE_MS);
}

/** Everything that must not be in a log: codes, tokens, states. */
async function signInLogged(input: OAuthAnswerInput) {
  const { result, lines } = await captureLogs(() => refusal(signIn(input)));
  const text = JSON.stringify(lines);
  for (const secret of [input.token, input.code, input.state]) expect(text).not.toContain(secret);
  return { error: result, text };
}

describe("what comes back from a provider", () => {
  it("A27: a wrong state is refused before the provider is asked, and ends the attempt", async () => {
    const answer = await fromOidc({ sub: "ada" });
    const asked = oidc.seen.length;
    const { error, text } = await signInLogged({ ...answer, state: "x".repeat(43) });
    expect(error).toEqual(REFUSED);
    expect(text).toContain("sign-in refused");
    expect(oidc.seen.length).toBe(asked);
    expect(await refusal(signIn(answer))).toEqual(ENDED);
    await expectNobody();
  });

  it("A27: a wrong nonce in the ID token is refused", async () => {
    const answer = await fromOidc({ sub: "ada", change: (query) => query.set("nonce", "of another flow") });
    expect((await signInLogged(answer)).error).toEqual(REFUSED);
    await expectNobody();
  });

  it("A27: an ID token without the nonce is refused", async () => {
    const answer = await fromOidc({ sub: "ada", change: (query) => query.delete("nonce") });
    expect((await signInLogged(answer)).error).toEqual(REFUSED);
    await expectNobody();
  });

  it.each([
    ["was begun without PKCE", (query: URLSearchParams) => query.delete("code_challenge")],
    ["was begun with somebody else's PKCE", (query: URLSearchParams) => query.set("code_challenge", "A".repeat(43))],
  ])("A27: a code whose flow %s is refused", async (_what, change) => {
    const answer = await fromOidc({
      sub: "ada",
      change: (query) => {
        change(query);
        if (!query.has("code_challenge")) query.delete("code_challenge_method");
      },
    });
    expect((await signInLogged(answer)).error).toEqual(REFUSED);
    await expectNobody();
  });

  it("A27: the code of another flow is refused, as is one that was used", async () => {
    const [mine, theirs] = [await fromOidc({ sub: "ada" }), await fromOidc({ sub: "eve" })];
    expect((await signInLogged({ ...mine, code: theirs.code })).error).toEqual(REFUSED);
    const used = await fromOidc({ sub: "bob" });
    await signIn(used);
    const fresh = await fromOidc({ sub: "bob" });
    expect((await signInLogged({ ...fresh, code: used.code })).error).toEqual(REFUSED);
    expect((await signInLogged({ ...(await fromOidc({ sub: "bob" })), code: "made-up" })).error).toEqual(REFUSED);
    expect(await prisma.user.count()).toBe(1);
  });

  it("A27: an answer of another issuer, or of none, is refused (RFC 9207)", async () => {
    const other = { ...(await fromOidc({ sub: "ada" })), iss: "https://id.evil.example" };
    expect((await signInLogged(other)).error).toEqual(REFUSED);
    const { iss, ...without } = await fromOidc({ sub: "ada" });
    expect(iss).toBeDefined();
    expect((await signInLogged(without)).error).toEqual(REFUSED);
    await expectNobody();
  });

  it("A27: an ID token whose signature does not fit is refused", async () => {
    const answer = await fromOidc({ sub: "ada" });
    oidc.fault = "forged";
    expect((await signInLogged(answer)).error).toEqual(REFUSED);
    await expectNobody();
  });
});

describe("the token of an attempt", () => {
  it("A27: works once; of 20 at once exactly one wins", async () => {
    const answer = await fromOidc({ sub: "ada" });
    expect(await tally(atOnce(20, () => signIn(answer)))).toEqual({ OK: 1, UNAUTHENTICATED: 19 });
    expect(await refusal(signIn(answer))).toEqual(ENDED);
    expect(await prisma.session.count()).toBe(1);
  });

  it("A27: works for ten minutes", async () => {
    const answer = await fromOidc({ sub: "ada" });
    moveClock(10 * MINUTE_MS + 1);
    expect(await refusal(signIn(answer))).toEqual(ENDED);
  });

  it("A27: is not opened by guessing", async () => {
    const answer = await fromOidc({ sub: "ada" });
    expect(await refusal(signIn({ ...answer, token: "A".repeat(43) }))).toEqual(ENDED);
    expect(await refusal(signIn({ ...answer, token: "short" }))).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "token" }],
    });
  });
});

describe("a provider that cannot be used", () => {
  const AWAY = { code: "SERVICE_UNAVAILABLE", message: "The provider cannot be reached right now. Try again shortly." };
  const faults: Fault[] = ["down", "error", "noJson"];

  it.each(faults)("is a 503 at the start, and asked anew afterwards: %s", async (fault) => {
    outliveConfiguration();
    oidc.fault = fault;
    const { caller } = await createTestCaller("anonymous");
    const { result, lines } = await captureLogs(() => refusal(caller.identity.start({ provider: "acme" })));
    expect(result).toEqual(AWAY);
    expect(lines.some(({ level, msg }) => level === "error" && msg === "provider cannot be used")).toBe(true);
    oidc.fault = "none";
    expect((await caller.identity.start({ provider: "acme" })).success).toBe(true);
  });

  it.each(faults)("is a 503 on the way back: %s", async (fault) => {
    const answer = await fromOidc({ sub: "ada" });
    oidc.fault = fault;
    expect((await signInLogged(answer)).error).toEqual(AWAY);
    oidc.fault = "none";
    expect((await signIn(await fromOidc({ sub: "ada" }))).success).toBe(true);
  });

  it("is a 503 when it does not take our secret, as whoever runs the server has to mend that", async () => {
    const answer = await fromOidc({ sub: "ada" });
    oidc.fault = "stranger";
    const { error, text } = await signInLogged(answer);
    expect(error).toEqual(AWAY);
    expect(text).toContain("provider cannot be used");
    await expectNobody();
  });

  it("is not waited for longer than five seconds", async () => {
    outliveConfiguration();
    oidc.fault = "hangs";
    const { caller } = await createTestCaller("anonymous");
    const before = Date.now();
    expect(await refusal(caller.identity.start({ provider: "acme" }))).toEqual(AWAY);
    expect(Date.now() - before).toBeLessThan(12_000);
  });

  it("is asked once for its configuration, by however many at once", async () => {
    outliveConfiguration();
    const before = oidc.seen.length;
    const { caller } = await createTestCaller("anonymous");
    expect(await tally(atOnce(10, () => caller.identity.start({ provider: "acme" })))).toEqual({ OK: 10 });
    expect(oidc.seen.slice(before)).toEqual(["/.well-known/openid-configuration"]);
  });
});

/** A full pool is this machine's own 503 (F4), on a busy one: who is sent away begins anew, as Retry-After says. */
async function signInPatiently(sub: string, answer: OAuthAnswerInput): Promise<unknown> {
  try {
    return await signIn(answer);
  } catch (error) {
    const { cause } = toAppError(error);
    if (!(cause instanceof Error) || !cause.message.includes("pool timeout")) throw error;
    return signInPatiently(sub, await fromOidc({ sub }));
  }
}

describe("parallel first sign-ins", () => {
  it("A27, D1: 20 of one identity make one user, and no 5xx but that of a full pool", async () => {
    for (let round = 0; round < 3; round += 1) {
      await resetDatabase();
      const answers = await Promise.all(atOnce(20, () => fromOidc({ sub: "ada" })));
      expect(await tally(answers.map((answer) => signInPatiently("ada", answer)))).toEqual({ OK: 20 });
      expect(await prisma.user.count()).toBe(1);
      expect(await prisma.linkedIdentity.count()).toBe(1);
      expect(await prisma.session.count()).toBe(20);
    }
  });

  it("A27: 20 identities with one address make one user; the others are told to link", async () => {
    const claims = { email: "ada@elsewhere.example", email_verified: true };
    const answers = await Promise.all(atOnce(20, (index) => fromOidc({ sub: `ada-${index}`, claims })));
    expect(await tally(answers.map(signIn))).toEqual({ OK: 1, CONFLICT: 19 });
    expect(await prisma.user.count()).toBe(1);
    expect(await prisma.linkedIdentity.count()).toBe(1);
  });
});
