import { beforeEach, describe, expect, it, vi } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { readVersions } from "@/lib/versions";
import { listRateLimits } from "@/server/rate-limits";
import { readSystem } from "@/services/system.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase, testDatabaseKind } from "./helpers/database";
import { makeApiKey } from "./helpers/keys";
import { rawCall } from "./helpers/raw-call";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { actorOf, makeUser, signedIn } from "./helpers/world";

const NOW = new Date("2026-04-05T06:07:08.000Z");
const HOUR_MS = 3_600_000;
const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR_MS);

const mail = { template: "verifyEmail", payload: "" };

async function readAsAdmin() {
  const { caller } = await createTestCaller("ADMIN");
  return (await caller.system.read()).data;
}

beforeEach(async () => {
  await resetDatabase();
  setClock(() => NOW);
});

describe("system.read", () => {
  it("tells the versions of what runs", async () => {
    const { versions } = await readAsAdmin();
    expect(versions.node).toBe(process.versions.node);
    for (const version of Object.values(versions)) expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(readVersions()).toEqual(versions);
  });

  it("tells the database's engine and version, the time of a query and the last migration", async () => {
    const { database } = await readAsAdmin();
    const engine = testDatabaseKind === "sqlite" ? "SQLite" : expect.stringMatching(/^(MariaDB|MySQL)$/);
    expect(database).toEqual({
      engine,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      latencyMs: expect.any(Number),
      migration: expect.stringMatching(/^\d{14}_\w+$/),
    });
  });

  it("tells how long the process has been up, and its memory", async () => {
    const { process: own } = await readAsAdmin();
    expect(own.uptimeSeconds).toBeLessThanOrEqual(process.uptime());
    expect(own.heapUsedBytes).toBeGreaterThan(1_000_000);
    expect(own.rssBytes).toBeGreaterThan(1_000_000);
  });

  it("counts the mails that wait, were given up and were sent since yesterday", async () => {
    expect((await readAsAdmin()).outbox).toEqual({ waiting: 0, failed: 0, sentLastDay: 0, oldestWaitingAt: null });
    await prisma.outboxMail.createMany({
      data: [
        { ...mail, createdAt: ago(3), nextAttemptAt: NOW },
        { ...mail, createdAt: ago(5), nextAttemptAt: ago(-1), attempts: 2 },
        { ...mail, createdAt: ago(30), nextAttemptAt: null, attempts: 10 },
        { ...mail, createdAt: ago(23), sentAt: ago(23) },
        { ...mail, createdAt: ago(25), sentAt: ago(25) },
      ],
    });
    expect((await readAsAdmin()).outbox).toEqual({ waiting: 2, failed: 1, sentLastDay: 1, oldestWaitingAt: ago(5) });
  });

  it("tells every limit, and where calls are counted", async () => {
    const { rateLimits } = await readAsAdmin();
    expect(rateLimits).toMatchObject({ store: "memory", isStoreAway: false });
    expect(rateLimits.policies).toContainEqual({ name: "signin", by: "network", quota: 60, windowSeconds: 60 });
    expect(rateLimits.policies).toHaveLength(listRateLimits().length);
  });

  it("is at /api/system", async () => {
    const { cookie } = await signedIn(await makeUser({ role: "ADMIN" }));
    const answer = await api("GET", "/api/system", { cookie });
    expect(answer).toMatchObject({ status: 200, data: { outbox: { waiting: 0 } } });
    expect((await api("GET", "/api/system")).error?.code).toBe("UNAUTHENTICATED");
  });

  it("Z2: refuses nobody, a plain user, and every key; the service does too", async () => {
    const admin = await makeUser({ role: "ADMIN" });
    const { authorization } = await makeApiKey(admin);
    const callers = [
      { who: await createTestCaller("anonymous"), code: "UNAUTHENTICATED" },
      { who: await createTestCaller("USER"), code: "FORBIDDEN" },
      { who: await createTestCaller("anonymous", { authorization }), code: "FORBIDDEN" },
    ];
    for (const { who, code } of callers) expect((await refusal(who.caller.system.read())).code).toBe(code);
    expect((await refusal(readSystem(actorOf(await makeUser()), []))).code).toBe("FORBIDDEN");
  });

  it("takes no input", async () => {
    const { context } = await createTestCaller("ADMIN");
    expect(await refusal(rawCall(context, "system.read", { deep: true }))).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "deep" }],
    });
  });

  it("gives no number where the database gives none", async () => {
    const actor = actorOf(await makeUser({ role: "ADMIN" }));
    vi.spyOn(prisma, "$queryRaw").mockRejectedValue(new Error("away"));
    await expect(readSystem(actor, [])).rejects.toThrow("away");
  });
});
