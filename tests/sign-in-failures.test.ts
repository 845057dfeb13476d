import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setClock } from "@/lib/clock";
import { verifyPassword } from "@/lib/password";
import { prisma } from "@/lib/prisma";
import { issueLinkToken } from "@/services/link-token.service";
import { assertNoWait, forgetFailures, reserveAttempt } from "@/services/sign-in-failure.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { fieldsOf } from "./helpers/fields";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { atOnce, verdictOf } from "./helpers/verdicts";
import { makeUser, PASSWORD, signedIn } from "./helpers/world";

vi.mock("@/lib/password", async (importOriginal) => {
  const real = await importOriginal<typeof import("@/lib/password")>();
  return { ...real, verifyPassword: vi.fn(real.verifyPassword) };
});

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2026, 2, 1);
const WRONG = "amber-lantern-over-moss-7";
const NEW_PASSWORD = "violet-canyon-under-rain-2";

const at = (milliseconds: number) => setClock(() => new Date(START + milliseconds));
const keyOf = (email: string) => createHash("sha256").update(`account:${email}`).digest("hex");

/** As if so many wrong passwords had been tried, the last one at the start. */
async function setFailures(email: string, failures: number): Promise<void> {
  const key = keyOf(email);
  await prisma.signInFailure.deleteMany({ where: { key } });
  await prisma.signInFailure.createMany({ data: { key, failures, lastFailedAt: new Date(START) } });
}

async function failuresOf(email: string): Promise<number> {
  const row = await prisma.signInFailure.findUnique({ where: { key: keyOf(email) }, select: { failures: true } });
  return row?.failures ?? 0;
}

const attempt = (email: string, isOwnDevice = false) => reserveAttempt({ email, ip: null, isOwnDevice });

async function signIn(email: string, password: string, parts: { sessionToken?: string } = {}) {
  const { caller } = await createTestCaller("anonymous", parts);
  return verdictOf(caller.auth.signIn({ email, password }));
}

beforeEach(async () => {
  await resetDatabase();
  at(0);
  vi.mocked(verifyPassword).mockClear();
});

describe("wrong passwords in a row", () => {
  it("A5: ten cost nothing; then the pauses double, from half a minute to an hour, and end when they say", async () => {
    const pauses: number[] = [];
    let time = 0;
    for (let failures = 0; failures < 20; failures += 1) {
      expect(await attempt("ada@example.org")).toBe(0);
      const wait = failures < 9 ? 0 : await attempt("ada@example.org");
      pauses.push(wait / SECOND_MS);
      if (wait > 0) {
        at(time + wait - 1);
        expect(await attempt("ada@example.org")).toBe(1);
      }
      time += wait;
      at(time);
    }
    expect(pauses).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]);
  });

  it("A5: an attempt during the pause neither counts nor makes it longer", async () => {
    await setFailures("ada@example.org", 10);
    for (const second of [1, 10, 29]) {
      at(second * SECOND_MS);
      expect(await attempt("ada@example.org")).toBe((30 - second) * SECOND_MS);
    }
    expect(await failuresOf("ada@example.org")).toBe(10);
  });

  it("R5: a clock that was set back makes no pause longer than it is", async () => {
    await setFailures("ada@example.org", 10);
    at(-DAY_MS);
    expect(await attempt("ada@example.org")).toBe(30 * SECOND_MS);
  });

  it("A1, A5: are counted for addresses that nobody has as for others", async () => {
    const { email } = await makeUser({ password: true });
    const verdicts = async (address: string) => {
      const all: string[] = [];
      for (let index = 0; index < 12; index += 1) all.push(await signIn(address, WRONG));
      return all;
    };
    const known = await verdicts(email);
    expect(known).toEqual([...Array.from({ length: 10 }, () => "UNAUTHENTICATED"), "RATE_LIMITED", "RATE_LIMITED"]);
    expect(await verdicts("nobody@example.org")).toEqual(known);
    expect([await failuresOf(email), await failuresOf("nobody@example.org")]).toEqual([10, 10]);
  });

  it("A1: are answered by the same 429, status, body and fields, whoever has the address", async () => {
    const known = await makeUser({ email: "person@example.org", password: true });
    const off = await makeUser({ email: "absent@example.org", password: true, status: "DISABLED" });
    const answers = await Promise.all(
      [known.email, off.email, "nobody@example.org"].map(async (email) => {
        await setFailures(email, 12);
        const { status, headers, error, text } = await api("POST", "/api/auth/sign-in", {
          body: { email, password: PASSWORD },
        });
        const fields = fieldsOf(headers);
        return { status, error, length: text.length, fields };
      }),
    );
    expect(answers[0]).toMatchObject({ status: 429, error: { code: "RATE_LIMITED" } });
    expect(answers[0]?.fields).toContainEqual(["retry-after", "120"]);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it("A5: refuse a stranger even the right password, but not a device on which the person is signed in", async () => {
    const user = await makeUser({ password: true });
    const { token } = await signedIn(user);
    const { token: foreign } = await signedIn(await makeUser());
    await setFailures(user.email, 30);
    expect(await signIn(user.email, PASSWORD)).toBe("RATE_LIMITED");
    expect(await signIn(user.email, PASSWORD, { sessionToken: foreign })).toBe("RATE_LIMITED");
    expect(await signIn(user.email, PASSWORD, { sessionToken: "A".repeat(43) })).toBe("RATE_LIMITED");
    expect(await signIn(user.email, WRONG, { sessionToken: token })).toBe("UNAUTHENTICATED");
    expect(await signIn(user.email, PASSWORD, { sessionToken: token })).toBe("OK");
    expect(await failuresOf(user.email)).toBe(0);
    expect(await signIn(user.email, PASSWORD)).toBe("OK");
  });

  it("A6: the hash is computed while blocked, for known and unknown addresses", async () => {
    const user = await makeUser({ password: true });
    for (const email of [user.email, "nobody@example.org"]) {
      await setFailures(email, 95);
      vi.mocked(verifyPassword).mockClear();
      expect(await signIn(email, PASSWORD)).toBe("RATE_LIMITED");
      expect(verifyPassword).toHaveBeenCalledTimes(1);
    }
  });

  it("A6: are never more than 100; the last ten are for the person's own devices", async () => {
    const user = await makeUser({ password: true });
    const { token: sessionToken } = await signedIn(user);
    await setFailures(user.email, 89);
    at(2 * HOUR_MS);
    expect(await signIn(user.email, WRONG)).toBe("UNAUTHENTICATED");
    for (const day of [1, 2, 10]) {
      at(day * DAY_MS);
      expect(await signIn(user.email, PASSWORD)).toBe("RATE_LIMITED");
    }
    const judged: string[] = [];
    for (let index = 0; index < 12; index += 1) judged.push(await signIn(user.email, WRONG, { sessionToken }));
    expect(judged.filter((verdict) => verdict === "UNAUTHENTICATED")).toHaveLength(10);
    expect(judged.slice(10)).toEqual(["RATE_LIMITED", "RATE_LIMITED"]);
    expect(await failuresOf(user.email)).toBe(100);
    at(12 * DAY_MS);
    expect(await signIn(user.email, PASSWORD, { sessionToken })).toBe("RATE_LIMITED");
  });

  it("A6: are forgotten with a new password by a mailed link", async () => {
    const user = await makeUser({ password: true });
    await setFailures(user.email, 100);
    const token = await issueLinkToken(prisma, user.id, "resetPassword");
    const { caller } = await createTestCaller("anonymous");
    await caller.auth.resetPassword({ token, password: NEW_PASSWORD });
    expect(await failuresOf(user.email)).toBe(0);
    expect(await signIn(user.email, NEW_PASSWORD)).toBe("OK");
  });

  it("are forgotten by forgetFailures, of that address alone", async () => {
    await setFailures("ada@example.org", 20);
    await setFailures("grace@example.org", 20);
    await forgetFailures(prisma, "ada@example.org");
    expect([await failuresOf("ada@example.org"), await failuresOf("grace@example.org")]).toEqual([0, 20]);
  });
});

describe("attempts at once", () => {
  const judged = (waits: readonly number[]) => waits.filter((wait) => wait === 0).length;

  it("A6: get no more than the ten that cost nothing", async () => {
    const waits = await Promise.all(atOnce(30, () => attempt("ada@example.org")));
    expect(judged(waits)).toBeGreaterThan(0);
    expect(judged(waits)).toBeLessThanOrEqual(10);
    expect(await failuresOf("ada@example.org")).toBe(judged(waits));
  });

  it("A6: after a pause get one", async () => {
    await setFailures("ada@example.org", 15);
    at(DAY_MS);
    const waits = await Promise.all(atOnce(20, () => attempt("ada@example.org")));
    expect(judged(waits)).toBe(1);
    expect(await failuresOf("ada@example.org")).toBe(16);
  });

  it("A6: from own devices stop at 100", async () => {
    await setFailures("ada@example.org", 97);
    const waits = await Promise.all(atOnce(20, () => attempt("ada@example.org", true)));
    expect(judged(waits)).toBe(3);
    expect(await failuresOf("ada@example.org")).toBe(100);
  });
});

describe("assertNoWait", () => {
  it("says how long to wait, in whole seconds", async () => {
    expect(() => assertNoWait(0)).not.toThrow();
    expect(() => assertNoWait(1_001)).toThrow(
      expect.objectContaining({ code: "RATE_LIMITED", headers: { "Retry-After": "2" } }),
    );
    expect((await refusal(Promise.resolve().then(() => assertNoWait(1)))).message).toMatch(/Try again later/);
  });
});
