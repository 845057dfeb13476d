import { unstable_doesMiddlewareMatch as doesMatch } from "next/experimental/testing/server";
import { NextRequest, type NextResponse } from "next/server";
import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => vi.resetModules());

async function load(variables: Record<string, string> = {}) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.resetModules();
  return import("@/proxy");
}

function page(headers: Record<string, string> = {}): NextRequest {
  return new NextRequest("http://localhost:3000/account", { headers });
}

function policyOf(response: NextResponse): string[] {
  return response.headers.get("content-security-policy")?.split("; ") ?? [];
}

function nonceOf(response: NextResponse): string {
  return /'nonce-([^']+)'/.exec(policyOf(response).join("; "))?.[1] ?? "";
}

describe("the proxy", () => {
  it("lets only this site's scripts and styles run, those with the nonce, in no frame", async () => {
    const { proxy } = await load();
    const response = proxy(page());
    const nonce = nonceOf(response);
    expect(Buffer.from(nonce, "base64")).toHaveLength(16);
    expect(policyOf(response)).toEqual([
      "default-src 'self'",
      `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
      `style-src 'self' 'nonce-${nonce}'`,
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' data:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ]);
  });

  it("has a new nonce for each page, and none is kept in a cache", async () => {
    const { proxy } = await load();
    const responses = Array.from({ length: 50 }, () => proxy(page()));
    expect(new Set(responses.map(nonceOf)).size).toBe(50);
    for (const response of responses) expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("passes the request on to Next with the same policy, whatever the client sent for one", async () => {
    const { proxy } = await load();
    const response = proxy(page({ "content-security-policy": "script-src 'nonce-theirs'", "x-other": "kept" }));
    const sent = response.headers.get("content-security-policy");
    expect(response.headers.get("x-middleware-next")).toBe("1");
    expect(response.headers.get("x-middleware-request-content-security-policy")).toBe(sent);
    expect(response.headers.get("x-middleware-request-x-other")).toBe("kept");
    expect(sent).not.toContain("theirs");
  });

  it("gives the page a request ID, which the log lines and the answer carry, or keeps a harmless one of the client's", async () => {
    const { proxy } = await load();
    const own = proxy(page());
    const requestId = own.headers.get("x-request-id");
    expect(requestId).toMatch(/^req_[0-9a-z]{26}$/);
    expect(own.headers.get("x-middleware-request-x-request-id")).toBe(requestId);
    expect(proxy(page({ "x-request-id": "their-own-1234" })).headers.get("x-request-id")).toBe("their-own-1234");
    expect(proxy(page({ "x-request-id": "<b>" })).headers.get("x-request-id")).toMatch(/^req_/);
  });

  it("tells the page its nonce and its path, whatever the client sent for them", async () => {
    const { proxy } = await load();
    const theirs = { headers: { "x-nonce": "theirs", "x-page-path": "/elsewhere" } };
    const response = proxy(new NextRequest("http://localhost:3000/admin/users?q=ada&_rsc=1x2y", theirs));
    expect(response.headers.get("x-middleware-request-x-nonce")).toBe(nonceOf(response));
    expect(response.headers.get("x-middleware-request-x-page-path")).toBe("/admin/users?q=ada");
    expect(proxy(page()).headers.get("x-middleware-request-x-page-path")).toBe("/account");
  });

  it("over HTTPS keeps browsers there: HSTS, and nothing is loaded in clear text", async () => {
    const { proxy } = await load({ APP_URL: "https://app.example.org" });
    const response = proxy(page());
    expect(response.headers.get("strict-transport-security")).toBe("max-age=31536000; includeSubDomains");
    expect(policyOf(response)).toContain("upgrade-insecure-requests");
  });

  it("over plain HTTP promises no HTTPS", async () => {
    const { proxy } = await load({ APP_URL: "http://localhost:3000" });
    const response = proxy(page());
    expect(response.headers.has("strict-transport-security")).toBe(false);
    expect(policyOf(response)).not.toContain("upgrade-insecure-requests");
  });

  it("allows the development server what it compiles with, and production none of it", async () => {
    const development = policyOf((await load({ NODE_ENV: "development" })).proxy(page())).join("; ");
    expect(development).toContain("'unsafe-eval'");
    expect(development).toContain("style-src 'self' 'unsafe-inline'");
    const production = policyOf((await load({ NODE_ENV: "production" })).proxy(page())).join("; ");
    expect(production.replace("style-src-attr 'unsafe-inline'", "")).not.toContain("unsafe");
  });

  it.each([
    ["/", true],
    ["/account", true],
    ["/apiary", true],
    ["/api", false],
    ["/api/users", false],
    ["/_next/static/chunks/a.js", false],
    ["/icon.svg", false],
  ])("is asked about %s: %s", async (url, expected) => {
    const { config } = await load();
    expect(doesMatch({ config, nextConfig: {}, url })).toBe(expected);
  });
});
