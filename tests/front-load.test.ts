import { once } from "node:events";
import type { Server } from "node:http";
import { EventEmitter } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createLoad } from "@/front/load";
import { prisma } from "@/lib/prisma";
import { resetDatabase } from "./helpers/database";
import { rpcEnvelopes } from "./helpers/envelope";
import { listenFront, plainPages } from "./helpers/front";
import { call } from "./helpers/http";
import { captureLogs } from "./helpers/logs";
import { makeUser, signedIn } from "./helpers/world";

const MOST = 3;
const OVERLOADED = expect.stringContaining("too much to do");
const load = createLoad(MOST);
let origin = "";
let server: Server;

beforeAll(async () => {
  const front = await listenFront(plainPages, load);
  server = front.server;
  origin = `http://127.0.0.1:${front.port}`;
});
beforeEach(resetDatabase);
afterAll(() => server.close());

/** Holds the row of somebody, so that changes of it wait. */
async function hold(id: string): Promise<() => Promise<void>> {
  const events = new EventEmitter();
  const [held, done] = [once(events, "held"), once(events, "done")];
  const holding = prisma.$transaction(
    async (tx) => {
      await tx.user.updateMany({ where: { id }, data: { name: "Held" } });
      events.emit("held");
      await done;
    },
    { timeout: 60_000 },
  );
  await held;
  return async () => {
    events.emit("done");
    await holding;
  };
}

/** As many changes at work as may be, none of which can end yet. */
async function fill() {
  const admin = await makeUser({ role: "ADMIN" });
  const { cookie } = await signedIn(admin);
  const release = await hold(admin.id);
  const url = `${origin}/api/users/${admin.id}`;
  const changes = Array.from({ length: MOST }, () => call("PATCH", url, { cookie, body: { name: "Changed" } }));
  await vi.waitFor(() => expect(load.count()).toBe(MOST), { timeout: 10_000, interval: 5 });
  return { release, changes, cookie };
}

describe("a front that has as much to do as it may", () => {
  it("answers 503 with Retry-After at once on REST, health aside, and works on when there is room", async () => {
    const { release, changes, cookie } = await fill();
    const refused = await call("GET", `${origin}/api/users`, { cookie });
    const refusedWrite = await call("POST", `${origin}/api/auth/sign-out`, { body: {} });
    const alive = await call("GET", `${origin}/api/health`);
    await release();
    const ends = await Promise.all(changes);
    await vi.waitFor(() => expect(load.count()).toBe(0), { timeout: 10_000, interval: 5 });
    const after = await call("GET", `${origin}/api/users`, { cookie });
    for (const { status, headers, envelope } of [refused, refusedWrite]) {
      expect(status).toBe(503);
      expect(headers.get("retry-after")).toBe("1");
      expect(headers.get("connection")).not.toBe("close");
      expect(envelope).toMatchObject({
        success: false,
        error: { code: "SERVICE_UNAVAILABLE", message: OVERLOADED },
      });
    }
    expect(alive.status).toBe(200);
    // They may have waited for too long, but none of them was turned away.
    for (const { envelope } of ends) expect(envelope).not.toMatchObject({ error: { message: OVERLOADED } });
    expect(after.status).toBe(200);
  });

  it("answers tRPC in the shape of its client, with the client's request ID and a line in the log", async () => {
    const { release, changes, cookie } = await fill();
    const requestId = "overloaded-0001";
    const { result: answer, lines } = await captureLogs(() =>
      fetch(`${origin}/api/trpc/user.list`, { headers: { cookie, "x-request-id": requestId } }),
    );
    await release();
    await Promise.all(changes);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("x-request-id")).toBe(requestId);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(rpcEnvelopes(await answer.json())).toMatchObject([
      { success: false, error: { code: "SERVICE_UNAVAILABLE" }, meta: { requestId } },
    ]);
    const own = lines.filter((line) => line.requestId === requestId);
    expect(own.map(({ path, code }) => [path, code])).toEqual([["/api/trpc/user.list", "SERVICE_UNAVAILABLE"]]);
  });
});
