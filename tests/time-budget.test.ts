import { EventEmitter, once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { transaction } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import { prisma } from "@/lib/prisma";
import { currentSignal, runBeyondBudget, runWithRequest, runWithRequestId } from "@/lib/request-context";
import { setTimeBudget, withinBudget, withTimeBudget } from "@/lib/time-budget";
import { resetDatabase, testDatabaseKind } from "./helpers/database";
import { makeApiKey } from "./helpers/keys";
import { captureLogs } from "./helpers/logs";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { makeUser, type SignedIn, signedIn, type TestUser } from "./helpers/world";

const SHORT_MS = 400;
const GENEROUS_MS = 30_000;

const timedOut = (controller: AbortController) => controller.abort(new AppError("TIMEOUT"));
const request = (signal: AbortSignal) => ({ requestId: "req_of-the-test", ip: null, signal });

/** Holds the row of a user (on SQLite, the only lock there is) while the work is done. */
async function whileHeld<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
  const events = new EventEmitter();
  const [held, done] = [once(events, "held"), once(events, "done")];
  const holding = prisma.$transaction(
    async (tx) => {
      await tx.user.updateMany({ where: { id }, data: { version: { increment: 0 } } });
      events.emit("held");
      await done;
    },
    { timeout: GENEROUS_MS },
  );
  await held;
  const result = await work();
  events.emit("done");
  await holding;
  return result;
}

/** The next in line for the row: when it is through, so is whoever waited before. */
async function nameOf(id: string): Promise<string> {
  await transaction((tx) => tx.user.updateMany({ where: { id }, data: { lastSignInAt: null } }));
  return (await prisma.user.findUniqueOrThrow({ where: { id }, select: { name: true } })).name;
}

let admin: TestUser;
let session: SignedIn;
let user: TestUser;

beforeEach(async () => {
  await resetDatabase();
  admin = await makeUser({ role: "ADMIN" });
  session = await signedIn(admin);
  user = await makeUser({ name: "Before" });
});

afterEach(() => setTimeBudget(null));

describe("a request whose time runs out", () => {
  it.each([
    ["REST", "PATCH", (id: string) => `/api/users/${id}`, () => ({ name: "After" })],
    ["tRPC", "POST", () => "/api/trpc/user.update", (id: string) => ({ json: { id, name: "After" } })],
  ] as const)(
    "F3: is answered with TIMEOUT over %s, and commits nothing afterwards",
    async (_name, method, path, body) => {
      const { result, lines } = await captureLogs(() =>
        whileHeld(user.id, () => {
          setTimeBudget(SHORT_MS);
          return api(method, path(user.id), { cookie: session.cookie, body: body(user.id) });
        }),
      );
      expect(result.status).toBe(504);
      expect(result.error).toMatchObject({ code: "TIMEOUT", message: "The request took too long." });
      expect(lines.find(({ code }) => code === "TIMEOUT")).toMatchObject({ path: "user.update", level: "error" });
      expect(await nameOf(user.id)).toBe("Before");
      expect(await prisma.auditEvent.count()).toBe(0);
    },
  );

  it("F3: takes down no other call of its batch", async () => {
    const { authorization } = await makeApiKey(admin, { scopes: ["users:write"] });
    // On SQLite a query waits for the lock as well, and on MariaDB only a change of the row does.
    const isSqlite = testDatabaseKind === "sqlite";
    const inputs = { 0: { json: {} }, 1: { json: { id: user.id, ...(!isSqlite && { name: "After" }) } } };
    const query = new URLSearchParams({ batch: "1", input: JSON.stringify(inputs) });
    const { envelopes, status } = await whileHeld(user.id, () => {
      setTimeBudget(SHORT_MS);
      if (isSqlite) return api("GET", `/api/trpc/health.live,user.byId?${query}`, { headers: { authorization } });
      return api("POST", "/api/trpc/auth.signOut,user.update?batch=1", { headers: { authorization }, body: inputs });
    });
    expect(status).toBe(207);
    expect(envelopes).toMatchObject([{ success: true }, { error: { code: "TIMEOUT" } }]);
    expect(await nameOf(user.id)).toBe("Before");
  });

  it("F3: may be tried again with its idempotency key, as nothing was done", async () => {
    const rename = () =>
      api("PATCH", `/api/users/${user.id}`, {
        cookie: session.cookie,
        headers: { "idempotency-key": "k" },
        body: { name: "After" },
      });
    await whileHeld(user.id, () => {
      setTimeBudget(SHORT_MS);
      return rename();
    });
    setTimeBudget(null);
    expect(await nameOf(user.id)).toBe("Before");
    await expect.poll(async () => (await rename()).status, { timeout: GENEROUS_MS }).toBe(200);
    expect(await nameOf(user.id)).toBe("After");
  });

  it("is answered with TIMEOUT when its body does not come", async () => {
    setTimeBudget(SHORT_MS);
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("{")) });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" };
    const stuck = new Request("http://localhost:3000/api/auth/sign-in", init);
    expect((await api("POST", stuck)).error?.code).toBe("TIMEOUT");
  });
});

describe("withTimeBudget", () => {
  it("gives a signal that stays quiet when the work ends in time", async () => {
    const signal = await withTimeBudget(async (given) => given);
    expect(signal.aborted).toBe(false);
  });

  it("lasts ten seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await withTimeBudget(async (signal) => {
      vi.advanceTimersByTime(9_999);
      expect(signal.aborted).toBe(false);
      vi.advanceTimersByTime(1);
      expect(signal.reason).toMatchObject({ code: "TIMEOUT" });
    });
    vi.useRealTimers();
  });

  it("lets through what the work throws", async () => {
    await expect(withTimeBudget(() => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
  });
});

describe("withinBudget", () => {
  it("waits for ever where there is no budget", async () => {
    expect(await withinBudget(async () => 7)).toBe(7);
  });

  it("gives the result, or what was thrown, as long as there is time", async () => {
    const { signal } = new AbortController();
    await runWithRequest(request(signal), async () => {
      expect(await withinBudget(async () => 7)).toBe(7);
      await expect(withinBudget(() => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
    });
  });

  it("gives up with TIMEOUT at once, and does not begin what would be too late", async () => {
    const controller = new AbortController();
    await runWithRequest(request(controller.signal), async () => {
      const never = withinBudget(() => new Promise(() => undefined));
      timedOut(controller);
      expect((await refusal(never)).code).toBe("TIMEOUT");
      let begun = false;
      const late = withinBudget(async () => {
        begun = true;
      });
      expect((await refusal(late)).code).toBe("TIMEOUT");
      expect(begun).toBe(false);
    });
  });
});

describe("a transaction whose request runs out of time", () => {
  it("is rolled back, even when all of its work is done", async () => {
    const controller = new AbortController();
    const late = runWithRequest(request(controller.signal), () =>
      transaction(async (tx) => {
        await tx.user.updateMany({ where: { id: user.id }, data: { name: "After" } });
        timedOut(controller);
      }),
    );
    expect((await refusal(late)).code).toBe("TIMEOUT");
    expect(await nameOf(user.id)).toBe("Before");
  });

  it("is not tried again after a deadlock", async () => {
    const controller = new AbortController();
    let runs = 0;
    const work = runWithRequest(request(controller.signal), () =>
      transaction(async () => {
        runs += 1;
        timedOut(controller);
        throw Object.assign(new Error("deadlock"), { code: "P2034" });
      }),
    );
    expect((await refusal(work)).code).toBe("TIMEOUT");
    expect(runs).toBe(1);
  });
});

describe("the signal", () => {
  const { signal } = new AbortController();

  it("goes along with a part of the request, and not with other work", () => {
    runWithRequest(request(signal), () => {
      expect(runWithRequestId("req_of-a-part", currentSignal)).toBe(signal);
      expect(runWithRequest({ requestId: "job_1", ip: null }, currentSignal)).toBeNull();
      expect(runBeyondBudget(currentSignal)).toBeNull();
    });
    expect(currentSignal()).toBeNull();
  });
});
