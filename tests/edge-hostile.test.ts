import { beforeAll, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { failure } from "@/lib/response";
import { toAppError, toTrpcError } from "@/server/errors";
import { expectNothingInternal } from "./helpers/envelope";
import { api } from "./helpers/request";
import { makeUser, type SignedIn, signedIn } from "./helpers/world";

let admin: SignedIn;

beforeAll(async () => {
  admin = await signedIn(await makeUser({ role: "ADMIN" }));
});

const PATHS = [
  "/api/health",
  "/api/nothing",
  "/api/users",
  "/api/users/%zz",
  "/api/trpc/nothing",
  "/api",
  "/api/sign-in",
];
const PAGE = { accept: "text/html,application/xhtml+xml", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

describe("I5: /api never answers HTML", () => {
  it.each(PATHS)("I5: not for a browser that asks for a page at %s", async (path) => {
    for (const method of ["GET", "POST", "OPTIONS"]) {
      const { headers, text } = await api(method, path, { headers: PAGE, ...(method === "POST" && { body: {} }) });
      expect(headers.get("content-type"), method).toBe("application/json");
      expect(text).not.toMatch(/<!doctype|<html|<body/i);
    }
  });

  it("I5: markup in an input comes back as text in JSON, if at all", async () => {
    const markup = "<img src=x onerror=alert(1)>";
    const { headers, error } = await api("GET", `/api/users?${encodeURIComponent(markup)}=1`, admin);
    expect(error?.details?.[0]?.field).toBe(markup);
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("T5: no open redirect", () => {
  const ELSEWHERE = ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"];
  const NAMES = ["next", "url", "redirect", "redirect_uri", "return", "returnTo", "continue", "callbackUrl"];

  it.each(ELSEWHERE)("T5: no answer leads to %s, whoever names it", async (target) => {
    const query = NAMES.map((name) => `${name}=${encodeURIComponent(target)}`).join("&");
    const headers = {
      "x-forwarded-host": "elsewhere.example",
      "x-forwarded-proto": "https",
      referer: "https://elsewhere.example/",
    };
    for (const path of [...PATHS, "/api/auth/session", "/api/auth/providers", "/api/docs"].filter(
      (path) => path !== "/api/docs",
    )) {
      const answer = await api("GET", `${path}?${query}`, { headers });
      expect(answer.status, path).not.toSatisfy((status: number) => status >= 300 && status < 400);
      expect(answer.headers.has("location"), path).toBe(false);
    }
  });

  it("T5: what was made is at an address without a host", async () => {
    const headers = { "x-forwarded-host": "elsewhere.example" };
    const body = { email: "made@example.org", name: "Made" };
    const made = await api("POST", "/api/users", { ...admin, headers, body });
    expect(made.headers.get("location")).toMatch(/^\/api\/users\/[0-9a-f-]{36}$/);
  });

  it("T5: a sign-in elsewhere begins at the provider that is configured, and comes back to the configured address", async () => {
    const { status } = await api("POST", "/api/auth/oauth/start", {
      body: { provider: "acme", returnTo: "https://elsewhere.example" },
    });
    expect(status).toBe(400);
  });
});

describe("S6: no stack in any answer", () => {
  const planted = () => new Error("SELECT * FROM users failed at /srv/app/src/services/user.service.ts:12:3");

  it.each(["production", "development", "test"])("S6: not where NODE_ENV is %s", async (mode) => {
    vi.stubEnv("NODE_ENV", mode);
    for (const error of [
      planted(),
      toTrpcError(toAppError(planted())),
      new AppError("INTERNAL_ERROR", { cause: planted() }),
    ]) {
      const text = JSON.stringify(failure(toAppError(error)));
      expectNothingInternal(text);
      expect(text).not.toMatch(/stack|cause|user\.service/);
      expect(text).toContain("Something went wrong on our side.");
    }
  });

  it.each(["production", "development"])("S6: nor on either surface, where NODE_ENV is %s", async (mode) => {
    vi.stubEnv("NODE_ENV", mode);
    vi.resetModules();
    const { prisma } = await import("@/lib/prisma");
    const { handleApiRequest } = await import("@/server/api");
    vi.spyOn(prisma.user, "findFirst").mockRejectedValue(planted());
    vi.spyOn(prisma, "$queryRaw").mockRejectedValue(planted());
    for (const path of ["/api/users", "/api/trpc/user.list", "/api/trpc/user.list,user.list?batch=1"]) {
      const response = await handleApiRequest(
        new Request(new URL(path, "http://localhost:3000"), { headers: { cookie: admin.cookie } }),
      );
      const text = await response.text();
      expect(text, path).toContain("INTERNAL_ERROR");
      expectNothingInternal(text);
      expect(text).not.toContain('"stack"');
    }
  });
});
