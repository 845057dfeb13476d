import { createHash } from "node:crypto";
import { beforeEach, expect, it, vi } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { forgotPassword } from "@/services/account-request.service";
import { openChallenge } from "@/services/challenge.service";
import { issueLinkToken } from "@/services/link-token.service";
import { startOutboxWorker } from "@/services/outbox-worker";
import { purgeExpired } from "@/services/purge.service";
import { noteNetworkFailure, purgeFailures, reserveAttempt } from "@/services/sign-in-failure.service";
import { resetDatabase } from "./helpers/database";
import { makeUser, signedIn } from "./helpers/world";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2026, 2, 1);
const at = (milliseconds: number) => setClock(() => new Date(START + milliseconds));

beforeEach(async () => {
  await resetDatabase();
  at(0);
});

it("A16: removes sessions past their idle or absolute lifetime, and no others", async () => {
  const user = await makeUser();
  for (const name of ["idle", "old", "used"]) {
    await signedIn(user);
    await prisma.session.updateMany({ where: { userAgent: "tests" }, data: { userAgent: name } });
  }
  const names = async () => {
    const rows = await prisma.session.findMany({ select: { userAgent: true }, orderBy: { id: "asc" } });
    return rows.map(({ userAgent }) => userAgent);
  };
  const seen = (userAgent: string, time: number) =>
    prisma.session.updateMany({ where: { userAgent }, data: { lastSeenAt: new Date(START + time) } });
  await seen("old", 80 * DAY_MS);
  await seen("used", DAY_MS);
  at(14 * DAY_MS - 1);
  await purgeExpired();
  expect(await names()).toEqual(["idle", "old", "used"]);
  at(14 * DAY_MS);
  await purgeExpired();
  expect(await names()).toEqual(["old", "used"]);
  await seen("used", 85 * DAY_MS);
  await prisma.session.updateMany({ where: { userAgent: "used" }, data: { expiresAt: new Date(START + 99 * DAY_MS) } });
  at(90 * DAY_MS);
  await purgeExpired();
  expect(await names()).toEqual(["used"]);
});

it("removes links and half-done sign-ins that have run out, and no others", async () => {
  const user = await makeUser();
  await issueLinkToken(prisma, user.id, "resetPassword");
  await openChallenge(prisma, { kind: "OAUTH", userId: null, payload: {} });
  at(30 * MINUTE_MS);
  await issueLinkToken(prisma, user.id, "verifyEmail");
  await openChallenge(prisma, { kind: "SECOND_FACTOR", userId: user.id, payload: {} });
  at(HOUR_MS - 1);
  await openChallenge(prisma, { kind: "PASSKEY_SIGN_IN", userId: null, payload: {} });
  await purgeExpired();
  expect(await prisma.challenge.findMany({ select: { kind: true } })).toEqual([{ kind: "PASSKEY_SIGN_IN" }]);
  expect(await prisma.verificationToken.count()).toBe(2);
  at(HOUR_MS);
  await purgeExpired();
  expect(await prisma.verificationToken.findMany({ select: { purpose: true } })).toEqual([{ purpose: "VERIFY_EMAIL" }]);
});

it("removes requests for mails that nobody could answer for a day", async () => {
  await forgotPassword({ email: "ada@example.org" });
  at(MINUTE_MS);
  await forgotPassword({ email: "grace@example.org" });
  at(DAY_MS + 1);
  await purgeExpired();
  expect(await prisma.accountRequest.findMany({ select: { email: true } })).toEqual([{ email: "grace@example.org" }]);
});

it("A6: removes old counts of networks and those that are zero; failures in a row of accounts stay once they cost a pause, and for a month below that", async () => {
  await reserveAttempt({ email: "ada@example.org", ip: null, isOwnDevice: false });
  await reserveAttempt({ email: "grace@example.org", ip: null, isOwnDevice: false });
  await prisma.signInFailure.updateMany({ where: { key: keyOf("grace@example.org") }, data: { failures: 0 } });
  await noteNetworkFailure("198.51.100.7");
  at(DAY_MS);
  await purgeFailures(prisma, new Date(START));
  expect(await prisma.signInFailure.count()).toBe(3);
  await noteNetworkFailure("203.0.113.7");
  await purgeFailures(prisma, new Date(START + DAY_MS));
  expect(await prisma.signInFailure.count()).toBe(2);
  at(29 * DAY_MS);
  await purgeExpired();
  expect(await prisma.signInFailure.count()).toBe(1);
  await prisma.signInFailure.updateMany({ data: { failures: 10 } });
  await reserveAttempt({ email: "nobody@example.org", ip: null, isOwnDevice: false });
  at(400 * DAY_MS);
  await purgeExpired();
  expect(await prisma.signInFailure.findMany({ select: { key: true } })).toEqual([{ key: keyOf("ada@example.org") }]);
});

it("is done by the worker, at once and then every hour", async () => {
  await openChallenge(prisma, { kind: "OAUTH", userId: null, payload: {} });
  at(HOUR_MS);
  const worker = startOutboxWorker({ intervalMs: 50 });
  const isEmpty = async () => expect(await prisma.challenge.count()).toBe(0);
  await vi.waitFor(isEmpty, { timeout: 5_000, interval: 20 });
  at(30 * MINUTE_MS);
  await openChallenge(prisma, { kind: "OAUTH", userId: null, payload: {} });
  at(HOUR_MS);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await prisma.challenge.count()).toBe(1);
  at(2 * HOUR_MS);
  await vi.waitFor(isEmpty, { timeout: 5_000, interval: 20 });
  await worker.stop();
});

function keyOf(email: string): string {
  return createHash("sha256").update(`account:${email}`).digest("hex");
}
