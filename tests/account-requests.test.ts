import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setClock } from "@/lib/clock";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";
import { runWithRequest } from "@/lib/request-context";
import { forgotPassword, processAccountRequests, resendVerification } from "@/services/account-request.service";
import { recordAudit } from "@/services/audit.service";
import { issueLinkToken } from "@/services/link-token.service";
import { startOutboxWorker } from "@/services/outbox-worker";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { fieldsOf } from "./helpers/fields";
import { captureLogs } from "./helpers/logs";
import { lastMailTo, mailsTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { atOnce } from "./helpers/verdicts";
import { makeUser, PASSWORD } from "./helpers/world";

vi.mock("@/services/audit.service", async (importOriginal) => {
  const real = await importOriginal<typeof import("@/services/audit.service")>();
  return { ...real, recordAudit: vi.fn(real.recordAudit) };
});

const NEW_PASSWORD = "amber-lantern-over-moss-7";
const HOUR_MS = 3_600_000;
const PATHS = ["/api/auth/forgot-password", "/api/auth/resend-verification"] as const;

let worker: ReturnType<typeof startOutboxWorker> | undefined;

const later = (milliseconds: number) => {
  const to = new Date(Date.now() + milliseconds);
  setClock(() => to);
};
const templatesTo = async (email: string) => (await mailsTo(email)).map(({ template }) => template);
const newcomer = () => makeUser({ password: true, verified: false });

beforeEach(async () => {
  await resetDatabase();
  rmSync(env.MAIL_DIR, { recursive: true, force: true });
});
afterEach(() => worker?.stop());

describe.each(PATHS)("POST %s", (path) => {
  it("A1: answers alike, and writes alike, for known, unknown, disabled and unverified addresses", async () => {
    const emails = [
      (await makeUser({ email: "known@example.org", password: true })).email,
      (await makeUser({ email: "never@example.org", password: true, verified: false })).email,
      (await makeUser({ email: "close@example.org", password: true, status: "DISABLED" })).email,
      "ghost@example.org",
    ];
    const answers: string[] = [];
    for (const email of emails) {
      const { status, headers, data, text } = await api("POST", path, { body: { email } });
      const fields = fieldsOf(headers);
      answers.push(JSON.stringify([status, fields, data, text.length]));
    }
    expect(answers[0]).toMatch(/^\[202,.*If there is such an account/);
    expect(new Set(answers).size).toBe(1);
    expect(await prisma.accountRequest.findMany({ select: { email: true, payload: true } })).toEqual(
      emails.map((email) => ({ email, payload: null })),
    );
  });

  it("A4: puts no mail out and looks nobody up before it answers", async () => {
    const { email } = await newcomer();
    expect((await api("POST", path, { body: { email } })).status).toBe(202);
    expect(await prisma.outboxMail.count()).toBe(0);
    expect(await prisma.verificationToken.count()).toBe(0);
    await processAccountRequests();
    expect(await mailsTo(email)).toHaveLength(1);
    expect(await prisma.accountRequest.count()).toBe(0);
  });

  it("A21: means the address in its normal form", async () => {
    const { email } = await newcomer();
    await api("POST", path, { body: { email: ` ${email.toUpperCase()} ` } });
    await processAccountRequests();
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it("refuses what is no address, and writes nothing", async () => {
    for (const body of [{}, { email: "" }, { email: "x" }, { email: 7 }, { email: "a\u0000b@example.org" }]) {
      const { status, error } = await api("POST", path, { body });
      expect([status, error?.details?.[0]?.field]).toEqual([400, "email"]);
    }
    expect(await prisma.accountRequest.count()).toBe(0);
  });
});

describe("the answer to a forgotten password", () => {
  async function ask(email: string): Promise<string[]> {
    await forgotPassword({ email });
    expect(await processAccountRequests()).toEqual({ handled: 1, failed: 0 });
    return templatesTo(email);
  }

  it("is a link that sets a new one, also for an address that was never verified (A22)", async () => {
    for (const user of [await makeUser({ password: true }), await newcomer()]) {
      expect(await ask(user.email)).toEqual(["resetPassword"]);
      const { caller } = await createTestCaller("anonymous");
      await caller.auth.resetPassword({ token: (await lastMailTo(user.email)).token, password: NEW_PASSWORD });
      expect((await refusal(caller.auth.signIn({ email: user.email, password: PASSWORD }))).code).toBe(
        "UNAUTHENTICATED",
      );
      expect((await caller.auth.signIn({ email: user.email, password: NEW_PASSWORD })).success).toBe(true);
    }
  });

  it("is an invitation for who has none yet", async () => {
    expect(await ask((await makeUser({ verified: false })).email)).toEqual(["setPassword"]);
  });

  it("is nothing for nobody, and for a disabled account", async () => {
    expect(await ask("nobody@example.org")).toEqual([]);
    expect(await ask((await makeUser({ password: true, status: "DISABLED" })).email)).toEqual([]);
    expect(await prisma.verificationToken.count()).toBe(0);
  });

  it("D9: is in the log of the account, by nobody, under an ID of its own and from nowhere", async () => {
    const user = await makeUser({ password: true });
    await forgotPassword({ email: user.email });
    await runWithRequest({ requestId: "req_elsewhere", ip: "192.0.2.9" }, () => processAccountRequests());
    const events = await prisma.auditEvent.findMany({ where: { accountId: user.id } });
    expect(events).toMatchObject([{ type: "password.linkSent", actorKind: "SYSTEM", actorId: null, ip: null }]);
    expect(events[0]?.requestId).toMatch(/^job_/);
  });

  it("comes once a minute, and not at all while a link is that young; the other purpose is not held up", async () => {
    const user = await newcomer();
    expect(await ask(user.email)).toHaveLength(1);
    later(59_000);
    expect(await ask(user.email)).toHaveLength(1);
    await resendVerification(user);
    await processAccountRequests();
    expect(await templatesTo(user.email)).toEqual(["resetPassword", "verifyEmail"]);
    later(61_000);
    expect(await ask(user.email)).toEqual(["resetPassword", "verifyEmail", "resetPassword"]);
  });

  it("A19: kills the link before", async () => {
    const user = await makeUser({ password: true });
    const older = await issueLinkToken(prisma, user.id, "resetPassword");
    later(61_000);
    await ask(user.email);
    const { caller } = await createTestCaller("anonymous");
    expect(await refusal(caller.auth.resetPassword({ token: older, password: NEW_PASSWORD }))).toMatchObject({
      details: [{ field: "token" }],
    });
  });
});

describe("the answer to a request for another verification mail", () => {
  async function ask(email: string): Promise<string[]> {
    await resendVerification({ email });
    await processAccountRequests();
    return templatesTo(email);
  }

  it("is a link that verifies", async () => {
    const user = await newcomer();
    expect(await ask(user.email)).toEqual(["verifyEmail"]);
    const { caller } = await createTestCaller("anonymous");
    await caller.auth.verifyEmail({ token: (await lastMailTo(user.email)).token });
    expect((await caller.auth.signIn({ email: user.email, password: PASSWORD })).success).toBe(true);
  });

  it("is nothing for nobody, the verified, the invited and the disabled", async () => {
    const users = [
      await makeUser({ password: true }),
      await makeUser({ verified: false }),
      await makeUser({ password: true, verified: false, status: "DISABLED" }),
    ];
    for (const email of ["nobody@example.org", ...users.map((user) => user.email)])
      expect(await ask(email)).toEqual([]);
  });

  it("comes once a minute", async () => {
    const user = await newcomer();
    for (let index = 0; index < 3; index += 1) await ask(user.email);
    expect(await templatesTo(user.email)).toEqual(["verifyEmail"]);
  });
});

describe("processAccountRequests", () => {
  it("D4: leaves what fails for the next time, whole, and goes on with the others", async () => {
    const users = [await makeUser({ password: true }), await makeUser({ password: true })];
    for (const [index, { email }] of users.entries()) {
      later(index * 10);
      await forgotPassword({ email });
    }
    vi.mocked(recordAudit).mockRejectedValueOnce(new Error("planted"));
    const { result, lines } = await captureLogs(() => processAccountRequests({ batch: 1 }));
    expect(result).toEqual({ handled: 1, failed: 1 });
    const line = lines.find(({ level }) => level === "error");
    expect(line?.requestId).toMatch(/^job_/);
    expect(JSON.stringify(line)).not.toContain(users[0]?.email);
    expect(await prisma.outboxMail.count()).toBe(1);
    expect(await prisma.accountRequest.findMany({ select: { email: true } })).toEqual([{ email: users[0]?.email }]);
    expect(await processAccountRequests()).toEqual({ handled: 1, failed: 0 });
    expect(await templatesTo(users[1]?.email ?? "")).toEqual(["resetPassword"]);
    expect(await templatesTo(users[0]?.email ?? "")).toEqual(["resetPassword"]);
  });

  it("answers each request once, however many workers there are", async () => {
    const users = await Promise.all(atOnce(6, () => makeUser({ password: true })));
    for (const { email } of users) await forgotPassword({ email });
    // So that the minute between two mails hides no second answer.
    let time = Date.now();
    setClock(() => {
      time += 61_000;
      return new Date(time);
    });
    await Promise.all(atOnce(4, () => processAccountRequests()));
    const events = await prisma.auditEvent.groupBy({ by: ["accountId"], _count: true });
    expect(events.map(({ _count }) => _count)).toEqual(users.map(() => 1));
    expect(await prisma.accountRequest.count()).toBe(0);
  });

  it("works through more than one batch, and stops when it is told to", async () => {
    for (let index = 0; index < 7; index += 1) await forgotPassword({ email: `nobody-${index}@example.org` });
    expect(await processAccountRequests({ signal: AbortSignal.abort() })).toEqual({ handled: 0, failed: 0 });
    // A flood is worked off in shares, so that it does not hold up the mails that are due.
    expect(await processAccountRequests({ batch: 2, limit: 1 })).toEqual({ handled: 1, failed: 0 });
    await resendVerification({ email: "one-more@example.org" });
    expect(await processAccountRequests({ batch: 3 })).toEqual({ handled: 7, failed: 0 });
  });
});

describe("the outbox worker", () => {
  it("A4: wakes for a request, and delivers its mail in the same pass", async () => {
    const user = await makeUser({ password: true });
    worker = startOutboxWorker({ intervalMs: HOUR_MS });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { status } = await api("POST", "/api/auth/forgot-password", { body: { email: user.email } });
    expect(status).toBe(202);
    await vi.waitFor(async () => expect(await prisma.outboxMail.count({ where: { sentAt: { not: null } } })).toBe(1), {
      timeout: 5_000,
      interval: 50,
    });
  });
});
