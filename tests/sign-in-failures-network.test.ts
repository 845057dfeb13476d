import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { noteNetworkFailure, reserveAttempt } from "@/services/sign-in-failure.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { atOnce, verdictOf } from "./helpers/verdicts";
import { makeUser, PASSWORD, signedIn } from "./helpers/world";

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 2, 1);
const WRONG = "amber-lantern-over-moss-7";
const STRANGER = "198.51.100.7";

const at = (milliseconds: number) => setClock(() => new Date(START + milliseconds));
const attempt = (email: string, ip: string | null) => reserveAttempt({ email, ip, isOwnDevice: false });

async function signIn(email: string, password: string, parts: { ip: string; sessionToken?: string }) {
  const { caller } = await createTestCaller("anonymous", parts);
  return verdictOf(caller.auth.signIn({ email, password }));
}

beforeEach(async () => {
  await resetDatabase();
  at(0);
});

describe("failures from one network (A5)", () => {
  const failFrom = async (ip: string | null, count: number) => {
    for (let index = 0; index < count; index += 1) await noteNetworkFailure(ip);
  };

  it("block it after a hundred, whoever is tried, for a quarter of an hour", async () => {
    await failFrom(STRANGER, 99);
    expect(await attempt("ada@example.org", STRANGER)).toBe(0);
    await failFrom(STRANGER, 1);
    expect(await attempt("ada@example.org", STRANGER)).toBe(15 * MINUTE_MS);
    expect(await attempt("grace@example.org", "198.51.100.8")).toBe(0);
    expect(await prisma.signInFailure.count()).toBe(3);
    at(15 * MINUTE_MS);
    expect(await attempt("ada@example.org", STRANGER)).toBe(0);
    await failFrom(STRANGER, 1);
    expect(await attempt("ada@example.org", STRANGER)).toBe(0);
  });

  it("do not keep a device out on which the person is signed in", async () => {
    const user = await makeUser({ password: true });
    const { token: sessionToken } = await signedIn(user);
    await failFrom(STRANGER, 100);
    expect(await signIn(user.email, PASSWORD, { ip: STRANGER })).toBe("RATE_LIMITED");
    expect(await signIn(user.email, PASSWORD, { ip: STRANGER, sessionToken })).toBe("OK");
  });

  it("T6: an IPv6 network is its first 64 bits", async () => {
    await failFrom("2001:db8:1:2::1", 50);
    await failFrom("2001:db8:1:2:ffff:ffff:ffff:ffff", 50);
    expect(await attempt("ada@example.org", "2001:db8:1:2:3:4:5:6")).toBe(15 * MINUTE_MS);
    expect(await attempt("ada@example.org", "2001:db8:1:3::1")).toBe(0);
  });

  it.each(["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "::1", "fd00::1", "fe80::1", "::ffff:10.0.0.1", null])(
    "are not counted for %s, which many share",
    async (ip) => {
      await failFrom(ip, 101);
      expect(await attempt("ada@example.org", ip)).toBe(0);
      expect(await prisma.signInFailure.count()).toBe(1);
    },
  );

  it("are all counted when they come at once, also the first, and after a pause", async () => {
    await Promise.all(atOnce(20, () => noteNetworkFailure(STRANGER)));
    const failures = async () => (await prisma.signInFailure.findFirst({ select: { failures: true } }))?.failures;
    expect(await failures()).toBe(20);
    at(16 * MINUTE_MS);
    await Promise.all(atOnce(20, () => noteNetworkFailure(STRANGER)));
    expect(await failures()).toBe(20);
  });

  it("are wrong passwords alone", async () => {
    const user = await makeUser({ password: true });
    expect(await signIn(user.email, PASSWORD, { ip: STRANGER })).toBe("OK");
    expect(await prisma.signInFailure.count({ where: { failures: { gt: 0 } } })).toBe(0);
    expect(await signIn(user.email, WRONG, { ip: STRANGER })).toBe("UNAUTHENTICATED");
    expect(await prisma.signInFailure.count({ where: { failures: 1 } })).toBe(2);
  });
});
