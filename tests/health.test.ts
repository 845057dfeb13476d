import { afterEach, describe, expect, it, vi } from "vitest";
import { assertReady } from "@/services/health.service";
import { withDatabaseAway } from "./helpers/away";
import { createTestCaller } from "./helpers/caller";
import { rawCall } from "./helpers/raw-call";
import { refusal } from "./helpers/refusal";
import { listenToStatements } from "./helpers/statements";

const nobody = () => createTestCaller("anonymous");

describe("health.live", () => {
  it("answers, and touches nothing else", async () => {
    const statements = await listenToStatements();
    const { caller } = await createTestCaller("anonymous", { sessionToken: "A".repeat(43), authorization: "rubbish" });
    expect((await caller.health.live()).data).toEqual({ status: "live" });
    expect(statements).toEqual([]);
  });

  it("takes no input", async () => {
    const { context } = await nobody();
    expect(await refusal(rawCall(context, "health.live", { deep: true }))).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "deep" }],
    });
  });
});

describe("health.ready", () => {
  afterEach(() => vi.resetModules());

  it("answers while the database does", async () => {
    const { caller } = await nobody();
    expect((await caller.health.ready()).data).toEqual({ status: "ready" });
    await expect(assertReady()).resolves.toBeUndefined();
  });

  it("F1: refuses with SERVICE_UNAVAILABLE within 1.5 s when the database is away; live does not mind", async () => {
    await withDatabaseAway(async () => {
      const { api } = await import("./helpers/request");
      const started = performance.now();
      const ready = await api("GET", "/api/health/ready");
      expect(performance.now() - started).toBeLessThan(2_000);
      expect(ready).toMatchObject({ status: 503, error: { code: "SERVICE_UNAVAILABLE" } });
      expect((await api("GET", "/api/health")).data).toEqual({ status: "live" });
    });
  });

  it("F7: refuses while the server stops, with Retry-After", async () => {
    const globals = globalThis as typeof globalThis & { gatehouseLifecycle?: { draining: boolean } };
    const { startDraining } = await import("@/lib/lifecycle");
    startDraining();
    try {
      await expect(assertReady()).rejects.toMatchObject({
        code: "SERVICE_UNAVAILABLE",
        headers: { "Retry-After": expect.any(String) },
      });
    } finally {
      if (globals.gatehouseLifecycle) globals.gatehouseLifecycle.draining = false;
    }
  });
});
