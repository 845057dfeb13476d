import { describe, expect, it } from "vitest";
import { safeNext, signInPath } from "@/client/next-path";

const ORIGIN = "https://app.example.org";

describe("safeNext", () => {
  it.each([
    "/account",
    "/admin/users?q=ada&sort=name",
    "/account/security#passkeys",
    "/",
    "/caf%C3%A9",
    "/a?b=//c",
    "/a%5Cb",
  ])("T5: follows a path of this site: %s", (path) => {
    expect(safeNext(path)).toBe(path);
    expect(new URL(safeNext(path), ORIGIN).origin).toBe(ORIGIN);
  });

  it.each([
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "/%2e//evil.example",
    "/%2e%2e//evil.example",
    "https://evil.example",
    "https:evil.example",
    "http:/evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\u0000/evil.example",
    "/\u2028/evil.example",
    "/account\r\nSet-Cookie: x=y",
    "account",
    "?next=/",
    "#account",
    "",
    "http://gatehouse.invalid/account",
    "//gatehouse.invalid/account",
    `/${"a".repeat(2_000)}`,
  ])("T5: does not follow %j", (path) => {
    expect(safeNext(path)).toBe("/account");
  });

  it.each([undefined, null, 7, ["/account/security", "//evil.example"], { toString: () => "/x" }])(
    "T5: does not follow what is no text: %j",
    (value) => {
      expect(safeNext(value)).toBe("/account");
    },
  );

  it.each(["/api/docs", "/api", "/API/users", "/sign-in", "/sign-in?next=/account", "/sign-in/"])(
    "does not follow what is no page to come to: %s",
    (path) => {
      expect(safeNext(path)).toBe("/account");
    },
  );
});

describe("signInPath", () => {
  it("names the page to come back to, so that safeNext takes it", () => {
    const path = signInPath("/admin/users?q=a&b=%26");
    expect(path).toBe("/sign-in?next=%2Fadmin%2Fusers%3Fq%3Da%26b%3D%2526");
    expect(safeNext(new URL(path, ORIGIN).searchParams.get("next"))).toBe("/admin/users?q=a&b=%26");
  });

  it("names no page where it is the one that follows anyway, or none to be followed", () => {
    expect(signInPath("/account")).toBe("/sign-in");
    expect(signInPath("//evil.example")).toBe("/sign-in");
  });
});
