import { afterEach, describe, expect, it, vi } from "vitest";
import { assertPasswordList, passwordIssue } from "@/lib/password-policy";
import { PRODUCT_NAME } from "@/lib/product";

const COMMON = "Is too easy to guess: it is a common password, or made of one.";
const REPEATED = "Must not repeat a few characters over and over.";
const OWN_MAIL = "Must not contain your e-mail address.";

describe("passwordIssue (A9)", () => {
  it.each([
    "plum-orbit-canvas-heron",
    "correct horse battery staple",
    "correcthorsebatterystaple",
    "V7#kd02!mQz_pL9x",
    "jq8sd0fk3mvn2lwp",
    "monkey8391047265193",
    "четыре слова и число",
    "一二三四五六七八九十百千万亿兆",
    "the dog ate 3 of 7 cakes",
    "Tr0ub4dor&3 and more",
    "\u0000😀 any 🎉 sign ✓ goes",
  ])("has nothing against %j", (password) => {
    expect(passwordIssue(password, { email: "ada@example.org", name: "Ada King" })).toBeNull();
  });

  it.each([
    "passwordpassword",
    "PassWordPassWord",
    "password password",
    "password-password-password",
    "passwordpasswordpas",
    "passwordpasswo",
    "password1234567",
    "Password123456!",
    "!!!!!!iloveyou!!!!!!",
    "dragon 2019 !!!!",
    "123456789012345",
    "12345678901234567890",
    "qwertyuiopasdfgh",
    "qwerty123456789",
    "1qaz2wsx3edc4rfv",
    "polniypizdec0211",
    "momsanaladventure",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlk",
    "xK9!pQzxK9!pQzxK9!pQz",
    "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ",
    "12345678987654321",
  ])("refuses %j as common", (password) => {
    expect(passwordIssue(password, {})).toBe(COMMON);
  });

  it.each([
    "a".repeat(15),
    "ababababababababab",
    "111222333111222",
    "aaaaaaaaaaaaaab",
    "😀".repeat(20),
    " ".repeat(15),
    "\u0000".repeat(15),
  ])("refuses %j as repetitive", (password) => {
    expect(passwordIssue(password, {})).toBe(REPEATED);
  });

  it.each([
    ["lovelace.1815 rides again", "lovelace.1815@example.org"],
    ["LoveLace-1815 rides again", "lovelace.1815@example.org"],
    ["my word is a@b.example now", "a@b.example"],
    ["countess sits on a throne", "countess+gate@example.org"],
  ])("refuses %j for the owner of %j", (password, email) => {
    expect(passwordIssue(password, { email })).toBe(OWN_MAIL);
    expect(passwordIssue(password, { email: "other@example.org" })).toBeNull();
  });

  it("does not mind a local part under four letters inside of words", () => {
    expect(passwordIssue("canada geese fly home", { email: "ada@example.org" })).toBeNull();
  });

  it("refuses the owner's name and the product's", () => {
    expect(passwordIssue("i am ada-lovelace today", { name: "Ada Lovelace" })).toBe("Must not contain your name.");
    expect(passwordIssue("i am ada-lovelace today", { name: "Al" })).toBeNull();
    for (const password of [`${PRODUCT_NAME.toLowerCase()}-is-lovely`, `My ${[...PRODUCT_NAME].join(" ")} keys 7`]) {
      expect(passwordIssue(password, {})).toBe("Must not contain the name of this service.");
    }
  });

  it.each([
    ["many repeats", `${"ab1!c".repeat(25)}x`],
    ["almost periodic", `${"a".repeat(60)}bcde${"a".repeat(60)}`],
    ["far too long", "abcdefgh1".repeat(100_000)],
    ["expanding", "\ufdfa".repeat(100_000)],
    ["runs", `${"a1!".repeat(400)}${"é".repeat(400)}`],
  ])("costs under 50 ms: %s (I17)", (_name, password) => {
    const times = Array.from({ length: 3 }, () => {
      const start = performance.now();
      passwordIssue(password, { email: `${"a".repeat(60)}@example.org`, name: "n".repeat(100) });
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });
});

describe("assertPasswordList (A9)", () => {
  afterEach(() => {
    vi.doUnmock("@zxcvbn-ts/language-common");
    vi.resetModules();
  });

  it("is content with the list that is installed", () => {
    expect(assertPasswordList).not.toThrow();
  });

  it.each([
    ["empty", { "passwords-common": [] }],
    ["missing", {}],
    ["cut short", { "passwords-common": ["password", "123456"] }],
  ])("stops the start when the list is %s", async (_name, dictionary) => {
    vi.resetModules();
    vi.doMock("@zxcvbn-ts/language-common", () => ({ dictionary }));
    await expect(import("@/lib/password-policy")).rejects.toThrow(/list of common passwords is missing/);
  });
});
