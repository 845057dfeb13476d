import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { now, setClock } from "@/lib/clock";
import { metrics, setMetrics } from "@/lib/metrics";
import { createMetrics, type Queue } from "@/lib/metrics-sdk";
import { prisma } from "@/lib/prisma";
import { readOutboxQueue } from "@/services/outbox.service";
import { apiFrom } from "./helpers/from-address";
import { forgetLimits } from "./helpers/limits";
import { samplesIn, sumOf, valuesOf } from "./helpers/prometheus";
import { api } from "./helpers/request";
import { makeUser, PASSWORD, signedIn } from "./helpers/world";

let readQueue: () => Promise<Queue> = readOutboxQueue;

beforeAll(() => setMetrics(createMetrics({ readQueue: () => readQueue(), push: null })));
afterAll(async () => {
  await metrics()?.stop();
  setMetrics(null);
});
beforeEach(forgetLimits);

const text = async () => (await metrics()?.text()) ?? "";

/** By how much the samples grow through this work. */
async function growth(name: string, labels: Record<string, string | number>, work: () => Promise<unknown>) {
  const before = sumOf(await text(), name, labels);
  await work();
  return sumOf(await text(), name, labels) - before;
}

describe("the metrics of requests", () => {
  const COUNT = "http_server_request_duration_seconds_count";

  it("are told apart by method, route template and status", async () => {
    const admin = await makeUser({ role: "ADMIN" });
    const { cookie } = await signedIn(admin);
    const labels = { http_request_method: "GET", http_route: "/api/users/{id}", http_response_status_code: 200 };
    expect(await growth(COUNT, labels, () => api("GET", `/api/users/${admin.id}`, { cookie }))).toBe(1);
    const unknown = { ...labels, http_response_status_code: 404 };
    expect(
      await growth(COUNT, unknown, () => api("GET", "/api/users/0198c0de-7a1b-7000-8000-000000000001", { cookie })),
    ).toBe(1);
    const batch = { ...labels, http_route: "/api/trpc/{procedure}" };
    expect(await growth(COUNT, batch, () => api("GET", "/api/trpc/health.live,health.live?batch=1&input=%7B%7D"))).toBe(
      1,
    );
  });

  it("never have a label that a client makes up", async () => {
    for (const path of [
      "/api/made-up-path",
      "/api/users/made-up",
      "/api/trpc/made.up",
      "/api/%zz",
      "/api/docs/made-up",
    ]) {
      await api("GET", path);
    }
    await api("GET", "/api/health", { headers: { "x-request-id": "made-up-id", "user-agent": "made-up" } });
    await api("MADEUP", "/api/health");
    const all = await text();
    expect(all.toLowerCase()).not.toContain("made");
    expect(valuesOf(all, "http_route")).toContain("(none)");
    expect(valuesOf(all, "http_request_method")).toContain("_OTHER");
  });

  it("count each call of a procedure by how it ended", async () => {
    const COUNT_OF_CALLS = "gatehouse_procedure_duration_seconds_count";
    const live = { procedure: "health.live", code: "OK", surface: "trpc" };
    const twice = () => api("GET", "/api/trpc/health.live,health.live?batch=1&input=%7B%7D");
    expect(await growth(COUNT_OF_CALLS, live, twice)).toBe(2);
    const refused = { procedure: "user.list", code: "UNAUTHENTICATED", surface: "rest" };
    expect(await growth(COUNT_OF_CALLS, refused, () => api("GET", "/api/users"))).toBe(1);
  });
});

describe("the metrics of accounts", () => {
  const signIn = (email: string, password = PASSWORD) =>
    apiFrom("192.0.2.9", "POST", "/api/auth/sign-in", { body: { email, password } });
  const SIGN_INS = "gatehouse_sign_ins_total";

  it("count sign-ins by outcome, and the sessions that come of them", async () => {
    const user = await makeUser({ password: true });
    const good = { method: "password", outcome: "SIGNED_IN" };
    const sessions = () => growth("gatehouse_sessions_opened_total", { kind: "own" }, () => signIn(user.email));
    expect(await growth(SIGN_INS, good, async () => expect(await sessions()).toBe(1))).toBe(1);
    const bad = { method: "password", outcome: "UNAUTHENTICATED" };
    expect(await growth(SIGN_INS, bad, () => signIn(user.email, "not-the-right-password"))).toBe(1);
  });

  it("count what a limit refuses by its policy", async () => {
    const policy = { policy: "signin-email" };
    const many = async () => {
      for (let attempt = 0; attempt < 12; attempt += 1) await signIn("nobody@example.org");
    };
    expect(await growth("gatehouse_rate_limit_refusals_total", policy, many)).toBe(2);
  });

  it("count replays by their Idempotency-Key", async () => {
    const { cookie } = await signedIn(await makeUser({ role: "ADMIN" }));
    const create = () =>
      api("POST", "/api/users", {
        cookie,
        headers: { "idempotency-key": "the-same" },
        body: { email: "new@example.org", name: "New" },
      });
    const labels = { procedure: "user.create" };
    expect(await growth("gatehouse_idempotency_replays_total", labels, create)).toBe(0);
    expect(await growth("gatehouse_idempotency_replays_total", labels, create)).toBe(1);
  });
});

describe("the metrics of the outbox", () => {
  it("tell how many mails wait, and since when the oldest does", async () => {
    setClock(() => new Date("2026-04-05T06:07:08.000Z"));
    const mail = { template: "verifyEmail", payload: "", nextAttemptAt: now() };
    const ago = (seconds: number) => new Date(now().getTime() - seconds * 1000);
    await prisma.outboxMail.deleteMany();
    await prisma.outboxMail.createMany({
      data: [
        { ...mail, createdAt: ago(90) },
        { ...mail, createdAt: ago(30) },
        { ...mail, createdAt: ago(900), sentAt: ago(800), nextAttemptAt: null },
      ],
    });
    expect(sumOf(await text(), "gatehouse_outbox_waiting")).toBe(2);
    expect(sumOf(await text(), "gatehouse_outbox_oldest_age_seconds")).toBe(90);
  });

  it("say so while the database is away or hangs, and all the others are there", async () => {
    for (const fault of [() => Promise.reject(new Error("away")), () => new Promise<never>(() => {})]) {
      readQueue = fault;
      const all = await text();
      expect(sumOf(all, "gatehouse_database_up")).toBe(0);
      expect(sumOf(all, "process_start_time_seconds")).toBeGreaterThan(0);
    }
    readQueue = readOutboxQueue;
    expect(sumOf(await text(), "gatehouse_database_up")).toBe(1);
  });
});

describe("the metrics of the process", () => {
  it("tell what runs, its CPU, memory and event loop, by the names that dashboards know", async () => {
    const all = await text();
    expect(all).toMatch(/^gatehouse_build_info\{version="[\d.]+",node="[\d.]+",next="[\d.]+",prisma="[\d.]+"\} 1$/m);
    for (const name of [
      "process_cpu_seconds_total",
      "process_resident_memory_bytes",
      "nodejs_heap_size_used_bytes",
      "nodejs_heap_size_total_bytes",
    ]) {
      expect(sumOf(all, name), name).toBeGreaterThan(0);
    }
    expect([...samplesIn(all).keys()]).toEqual(
      expect.arrayContaining([
        "nodejs_eventloop_lag_mean_seconds",
        "nodejs_eventloop_lag_p99_seconds",
        "nodejs_eventloop_lag_max_seconds",
        "gatehouse_rate_limit_store_away",
      ]),
    );
  });
});
