import { describe, expect, it } from "vitest";
import { hashToken, looksLikeToken, newToken } from "@/lib/token";

describe("newToken (A12)", () => {
  it("gives 256 bits in base64url and their SHA-256", () => {
    const { token, hash } = newToken();
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(hash).toBe(hashToken(token));
    expect(hash).not.toContain(token);
  });

  it("never gives the same one twice", () => {
    expect(new Set(Array.from({ length: 1_000 }, () => newToken().token)).size).toBe(1_000);
  });
});

describe("hashToken", () => {
  it("is SHA-256 in hex", () => {
    expect(hashToken("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

describe("looksLikeToken", () => {
  it("knows our own", () => {
    expect(looksLikeToken(newToken().token)).toBe(true);
  });

  it.each(["", "short", `${"a".repeat(42)}=`, "a".repeat(44), `${"a".repeat(43)}\n`, `${"a".repeat(42)}é`])(
    "refuses %j",
    (value) => {
      expect(looksLikeToken(value)).toBe(false);
    },
  );
});
