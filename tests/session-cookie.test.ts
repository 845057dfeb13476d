import { beforeEach, describe, expect, it, vi } from "vitest";
import { clearSessionCookie, readSessionCookie, sessionCookie, sessionCookieName } from "@/server/session-cookie";

const TOKEN = "A".repeat(43);

async function underAppUrl(url: string) {
  vi.stubEnv("APP_URL", url);
  vi.stubEnv("DEV_MAILBOX", "");
  vi.resetModules();
  return import("@/server/session-cookie");
}

describe("the session cookie (A13)", () => {
  beforeEach(() => vi.resetModules());

  it("over HTTPS is __Host-, Secure, HttpOnly, SameSite=Lax, Path=/ and has no Domain", async () => {
    const https = await underAppUrl("https://app.example.org");
    expect(https.sessionCookieName()).toBe("__Host-session");
    expect(https.sessionCookie(TOKEN)).toBe(
      `__Host-session=${TOKEN}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=7776000`,
    );
    expect(https.clearSessionCookie()).toBe("__Host-session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
    expect(https.readSessionCookie(`session=${TOKEN}`)).toBeNull();
    expect(https.readSessionCookie(`__Host-session=${TOKEN}`)).toBe(TOKEN);
  });

  it("over plain HTTP, as in development, is the same without what browsers would refuse there", async () => {
    const http = await underAppUrl("http://localhost:3000");
    expect(http.sessionCookieName()).toBe("session");
    expect(http.sessionCookie(TOKEN)).toBe(`session=${TOKEN}; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000`);
    expect(http.clearSessionCookie()).toBe("session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
  });

  it("is read among others, and back as it was set", () => {
    expect(sessionCookieName()).toBe("session");
    const pair = sessionCookie(TOKEN).split(";", 1)[0] ?? "";
    expect(readSessionCookie(`theme=dark; ${pair}; x=session=1`)).toBe(TOKEN);
    expect(readSessionCookie(`other-session=1;${pair}`)).toBe(TOKEN);
    expect(readSessionCookie(clearSessionCookie().split(";", 1)[0] ?? "")).toBe("");
  });

  it.each([null, "", "session", "sessio=x", "SESSION=x", "a=b; c=d", ";;;", "=", "session =x", "\u0000"])(
    "is not found in %j",
    (field) => {
      expect(readSessionCookie(field)).toBeNull();
    },
  );

  it("is nobody's when it comes twice, so that a planted one beside it decides nothing", () => {
    expect(readSessionCookie(`session=${TOKEN}; session=${"B".repeat(43)}`)).toBeNull();
  });
});
