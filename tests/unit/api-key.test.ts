import { describe, expect, it } from "vitest";
import { looksLikeApiKey, newApiKey } from "@/lib/api-key";
import { hashToken } from "@/lib/token";

const { key } = newApiKey();

function with1Changed(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === "x" ? "y" : "x") + text.slice(at + 1);
}

describe("newApiKey (A24)", () => {
  it("is one word of letters and digits, begins with its prefix, and is stored as its SHA-256 alone", () => {
    const made = newApiKey();
    expect(made.key).toMatch(/^gk_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
    expect(made.prefix).toBe(made.key.slice(0, 11));
    expect(made.prefix.length).toBeLessThanOrEqual(16);
    expect(made.hash).toBe(hashToken(made.key));
  });

  it("never gives the same one twice, nor the same prefix in a thousand", () => {
    const keys = Array.from({ length: 1_000 }, newApiKey);
    expect(new Set(keys.map((made) => made.key)).size).toBe(1_000);
    expect(new Set(keys.map((made) => made.prefix)).size).toBe(1_000);
  });

  it("has 256 random bits: each place of the secret takes many values", () => {
    const secrets = Array.from({ length: 500 }, () => newApiKey().key.split("_")[2] ?? "");
    for (let place = 1; place < 43; place += 1) {
      expect(new Set(secrets.map((secret) => secret[place])).size).toBeGreaterThan(50);
    }
  });
});

describe("looksLikeApiKey (A24)", () => {
  it("knows our own", () => {
    for (let round = 0; round < 200; round += 1) expect(looksLikeApiKey(newApiKey().key)).toBe(true);
  });

  it("refuses a key with any one character changed, by form or checksum", () => {
    for (let at = 0; at < key.length; at += 1) expect(looksLikeApiKey(with1Changed(key, at)), String(at)).toBe(false);
  });

  it("refuses a key with two neighbours swapped", () => {
    for (let at = 0; at + 1 < key.length; at += 1) {
      const swapped = key.slice(0, at) + key.charAt(at + 1) + key.charAt(at) + key.slice(at + 2);
      if (swapped !== key) expect(looksLikeApiKey(swapped), String(at)).toBe(false);
    }
  });

  it.each([
    "",
    "gk_",
    "rubbish",
    "x".repeat(9_000),
    `${key}\n`,
    ` ${key}`,
    `${key}_${key}`,
    key.toUpperCase(),
    "\u0000",
  ])("refuses %j", (value) => {
    expect(looksLikeApiKey(value)).toBe(false);
  });
});
