import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "../helpers/http";
import { rawRequest, sendRaw } from "../helpers/raw-http";
import { ensureBuild, NEXT_START, newDatabase, type Running, startServer, stop } from "../helpers/server-process";
import { ADMIN, makeAdmin, signInAdmin } from "../helpers/smoke-admin";

beforeAll(ensureBuild);

const COMMANDS = { "npm start": undefined, "next start": [...NEXT_START] };

describe.each(Object.entries(COMMANDS))("the built server under %s", (_name, command) => {
  let server: Running;
  let cookie = "";

  beforeAll(async () => {
    const DATABASE_URL = await newDatabase();
    server = await startServer({ env: { DATABASE_URL }, ...(command && { command }) });
    await makeAdmin(server.url, { DATABASE_URL });
    cookie = await signInAdmin(server.url);
  });

  afterAll(async () => {
    // Next ends by the signal itself, with 128 + 15.
    expect(await stop(server), server.output()).toBe(command ? 143 : 0);
  });

  it("is live and ready", async () => {
    expect((await call("GET", `${server.url}/api/health`)).status).toBe(200);
    expect((await call("GET", `${server.url}/api/health/ready`)).status).toBe(200);
  });

  it("lists and creates users for the admin, and delivers the mail", async () => {
    const made = await call("POST", `${server.url}/api/users`, {
      cookie,
      body: { email: "grace@example.org", name: "Grace Hopper" },
    });
    expect(made.status).toBe(201);
    const listed = await call("GET", `${server.url}/api/users?q=grace`, { cookie });
    expect(listed.envelope).toMatchObject({ data: [{ email: "grace@example.org" }] });
    await expect.poll(server.output).toContain('"template":"setPassword"');
  });

  it("refuses strangers and wrong passwords", async () => {
    expect((await call("GET", `${server.url}/api/users`)).status).toBe(401);
    const wrong = await call("POST", `${server.url}/api/auth/sign-in`, {
      body: { ...ADMIN, password: "not-this-one" },
    });
    expect(wrong.status).toBe(401);
  });

  it("serves the OpenAPI document, the docs page and the pages", async () => {
    const openapi = await fetch(`${server.url}/api/openapi.json`);
    expect(await openapi.json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) });
    const docs = await fetch(`${server.url}/api/docs`);
    expect([docs.status, docs.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/html")]);
    const page = await fetch(`${server.url}/sign-in`);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic'/);
    expect(page.headers.has("x-powered-by")).toBe(false);
  });

  it("answers unknown paths below /api, and /api itself, with an envelope", async () => {
    for (const path of ["/api", "/api/nothing"]) {
      const { status, envelope } = await call("GET", server.url + path);
      expect([path, status]).toEqual([path, 404]);
      expect(envelope).toMatchObject({ error: { code: "NOT_FOUND" } });
    }
  });

  it("offers no image optimiser, no source maps, no dotfiles (T7)", async () => {
    const page = await (await fetch(`${server.url}/`)).text();
    const script = /\/_next\/static\/[^"]+\.js/.exec(page)?.[0] ?? "";
    expect((await fetch(server.url + script)).status).toBe(200);
    for (const path of [`${script}.map`, "/_next/image?url=/icon.svg&w=64&q=75", "/.env", "/package.json"]) {
      expect([path, (await fetch(server.url + path)).status]).toEqual([path, 404]);
    }
    expect(readFileSync("next.config.ts", "utf8")).not.toContain("productionBrowserSourceMaps: true");
  });

  it("writes one JSON line an event, with the request's ID", async () => {
    const { envelope } = await call("GET", `${server.url}/api/users`, { cookie });
    const line = () =>
      server
        .output()
        .split("\n")
        .find((text) => text.includes(envelope.meta.requestId)) ?? "{}";
    await expect.poll(() => JSON.parse(line())).toMatchObject({ path: "user.list", code: "OK" });
  });

  if (command === undefined) {
    it("answers what Next cannot with an envelope, too", async () => {
      const undecodable = await sendRaw(server.port, rawRequest("GET /api/%zz"));
      expect([undecodable.status, undecodable.envelope().success]).toEqual([400, false]);
      const trace = await sendRaw(server.port, rawRequest("TRACE /api/health"));
      expect([trace.status, trace.envelope().success]).toEqual([405, false]);
    });
  }
});
