import { hash } from "@node-rs/argon2";
import { beforeAll, describe, expect, it } from "vitest";
import { hashPassword, verifyPassword } from "@/lib/password";

const PASSWORD = "plum orbit canvas heron";
const OURS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
let stored = "";

beforeAll(async () => {
  stored = await hashPassword(PASSWORD);
});

describe("hashPassword (A10)", () => {
  it("gives argon2id with 19 MiB and two passes as a PHC string that fits its column", () => {
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(stored.length).toBeLessThanOrEqual(255);
  });

  it("salts", async () => {
    expect(await hashPassword(PASSWORD)).not.toBe(stored);
  });
});

describe("verifyPassword", () => {
  it("takes the right password and no other", async () => {
    expect(await verifyPassword(stored, PASSWORD)).toEqual({ ok: true, needsRehash: false });
    for (const wrong of ["", `${PASSWORD} `, PASSWORD.toUpperCase(), "something else"]) {
      expect(await verifyPassword(stored, wrong)).toEqual({ ok: false, needsRehash: false });
    }
  });

  it.each([
    ["Cafe\u0301 in the morning", "Caf\u00e9 in the morning"],
    ["ｗｉｄｅ letters everywhere", "wide letters everywhere"],
  ])("takes %j and %j for one (A8)", async (typed, other) => {
    expect(await verifyPassword(await hashPassword(typed), other)).toMatchObject({ ok: true });
  });

  it("cuts nothing off, neither at a NUL nor at 72 bytes (A8)", async () => {
    const long = `\u0000${"😀".repeat(100)}`;
    const hashed = await hashPassword(`${long}a`);
    expect((await verifyPassword(hashed, `${long}a`)).ok).toBe(true);
    expect((await verifyPassword(hashed, `${long}b`)).ok).toBe(false);
    expect((await verifyPassword(hashed, "\u0000")).ok).toBe(false);
  });

  it.each([
    ["less memory", { ...OURS, memoryCost: 8_192 }],
    ["one pass", { ...OURS, timeCost: 1 }],
    ["more lanes", { ...OURS, parallelism: 2 }],
    ["a shorter output", { ...OURS, outputLen: 16 }],
    ["argon2i", { ...OURS, algorithm: 1 }],
  ])("asks for a new hash after %s, but only with the right password (A10)", async (_name, options) => {
    const weak = await hash(PASSWORD, options);
    expect(await verifyPassword(weak, PASSWORD)).toEqual({ ok: true, needsRehash: true });
    expect(await verifyPassword(weak, "wrong")).toEqual({ ok: false, needsRehash: false });
  });

  it.each([
    null,
    "",
    "rubbish",
    "$2b$10$abcdefghijklmnopqrstuv",
    "$argon2id$v=19$m=19456,t=2,p=1$AAAA",
    "$argon2id$\u0000",
    "$argon2id$v=19$m=4294967295,t=2,p=1$YWJjZGVmZ2hpamtsbW5vcA$YWJjZGVmZ2hpamtsbW5vcGFiY2RlZmdoaWprbG1ub3A",
    "$argon2id$v=19$m=19456,t=4294967295,p=1$YWJjZGVmZ2hpamtsbW5vcA$YWJjZGVmZ2hpamtsbW5vcGFiY2RlZmdoaWprbG1ub3A",
    "$argon2id$v=19$m=131072,t=2,p=16000$YWJjZGVmZ2hpamtsbW5vcA$YWJjZGVmZ2hpamtsbW5vcGFiY2RlZmdoaWprbG1ub3A",
    "$argon2id$v=19$m=1,t=0,p=1$YWJjZGVmZ2hpamtsbW5vcA$YWJjZGVmZ2hpamtsbW5vcGFiY2RlZmdoaWprbG1ub3A",
  ])("answers no to %j without a throw", async (hashed) => {
    expect(await verifyPassword(hashed, PASSWORD)).toEqual({ ok: false, needsRehash: false });
  });

  it("takes as long for a missing or damaged hash as for a wrong password (A2)", async () => {
    const time = async (hashed: string | null) => {
      const start = performance.now();
      await verifyPassword(hashed, "wrong");
      return performance.now() - start;
    };
    const best: Record<string, number> = {};
    for (let round = 0; round < 7; round += 1) {
      for (const [name, hashed] of [
        ["known", stored],
        ["missing", null],
        ["damaged", "$argon2id$v=19$m=19456"],
      ] as const) {
        best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, await time(hashed));
      }
    }
    const { known = 0, missing = 0, damaged = 0 } = best;
    expect(missing / known).toBeGreaterThan(0.6);
    expect(missing / known).toBeLessThan(1.6);
    expect(damaged / known).toBeGreaterThan(0.6);
    expect(damaged / known).toBeLessThan(1.6);
  });
});
