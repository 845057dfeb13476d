import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { env } from "@/lib/env";
import { METRICS_TYPE } from "@/server/rest/metrics-document";
import { startApi } from "./helpers/api-server";
import { testDatabaseKind } from "./helpers/database";
import { call } from "./helpers/http";
import { sumOf, valuesOf } from "./helpers/prometheus";
import { api } from "./helpers/request";
import { type Running, stop } from "./helpers/server-process";

// A server of its own takes its time to start where everything else is at work as well.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const token = randomBytes(32).toString("hex");

let server: Running;

beforeAll(async () => {
  server = await startApi({ DATABASE_URL: env.DATABASE_URL, MAIL_DIR: env.MAIL_DIR, METRICS_TOKEN: token });
});
afterAll(() => stop(server));

const scrape = (authorization?: string, path = "/api/metrics") =>
  fetch(server.url + path, { headers: authorization === undefined ? {} : { authorization } });

describe("GET /api/metrics", () => {
  it("is Prometheus' text for whoever has the token", async () => {
    const answer = await scrape(`Bearer ${token}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe(METRICS_TYPE);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
    expect(sumOf(await answer.text(), "gatehouse_build_info")).toBe(1);
  });

  it("has the database's queries by model and operation, and its pool where there is one", async () => {
    await fetch(`${server.url}/api/health/ready`);
    const text = await (await scrape(`Bearer ${token}`)).text();
    const labels = { db_collection_name: "User", db_operation_name: "findFirst", outcome: "ok" };
    expect(sumOf(text, "db_client_operation_duration_seconds_count", labels)).toBeGreaterThan(0);
    expect(valuesOf(text, "state")).toEqual(testDatabaseKind === "sqlite" ? [] : ["used", "idle"]);
  });

  it.each([
    ["nothing", undefined],
    ["another token", `Bearer ${"x".repeat(64)}`],
    ["part of the token", `Bearer ${token.slice(0, -1)}`],
    ["more than the token", `Bearer ${token}0`],
    ["another scheme", `Basic ${token}`],
    ["an empty token", "Bearer "],
  ])("refuses %s with UNAUTHENTICATED, in the envelope", async (_what, authorization) => {
    const answer = await scrape(authorization);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
    const body: unknown = await answer.json();
    expect(body).toMatchObject({ success: false, error: { code: "UNAUTHENTICATED" } });
    expect(JSON.stringify(body)).not.toContain(token.slice(0, 8));
  });

  it("takes the token from nowhere but the field", async () => {
    expect((await scrape(undefined, `/api/metrics?token=${token}`)).status).toBe(401);
    expect((await scrape(`Bearer ${token}`, "/api/metrics?x=1")).status).toBe(400);
  });

  it("answers other verbs as every path does", async () => {
    const post = await call("POST", `${server.url}/api/metrics`);
    expect(post.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    expect(post.status).toBe(405);
  });

  it("leaves neither the token nor a query in the log", () => {
    expect(server.output()).toContain("/api/metrics");
    expect(server.output()).not.toContain(token);
  });

  it("does not exist without METRICS_TOKEN, whatever is sent", async () => {
    const headers = { authorization: `Bearer ${token}` };
    for (const method of ["GET", "HEAD", "OPTIONS", "POST"]) {
      expect((await api(method, "/api/metrics", { headers })).status).toBe(404);
    }
  });
});
