import { beforeAll, describe, expect, it } from "vitest";
import type { Prisma } from "@/generated/mysql/client";
import { prisma } from "@/lib/prisma";
import { LOOKED_AT } from "@/services/user-search";
import { createTestCaller } from "./helpers/caller";
import { refusal } from "./helpers/refusal";
import { makeUser } from "./helpers/world";

type Caller = Awaited<ReturnType<typeof createTestCaller>>["caller"];

const PEOPLE = [
  ["Ada King-Noël", "ada.lovelace@example.org"],
  ["100% Wool", "percent@wool.example"],
  ["1000 Sheep", "sheep@wool.example"],
  ["snake_case", "under@score.example"],
  ["snakeXcase", "no-under@score.example"],
  ["back\\slash", "back@slash.example"],
  ["ΟΔΥΣΣΕΥΣ", "ithaca@example.gr"],
  ['O\'Brien "Quote" ; DROP TABLE users', "quote@example.org"],
  ["ＦＵＬＬ Width", "wide@example.org"],
  ["Straße", "street@example.de"],
] as const;

let admin: Caller;

beforeAll(async () => {
  admin = (await createTestCaller("ADMIN")).caller;
  for (const [name, email] of PEOPLE) await makeUser({ name, email });
});

async function found(q: string): Promise<string[]> {
  const { data, meta } = await admin.user.list({ q, sort: "createdAt", withTotal: true });
  expect(meta.pagination.total).toBe(data.length);
  return data.map(({ name }) => name);
}

describe("user.list with q", () => {
  it.each([
    ["ada", ["Ada King-Noël"]],
    ["ADA K", ["Ada King-Noël"]],
    ["noel", ["Ada King-Noël"]],
    ["NOËL", ["Ada King-Noël"]],
    ["noe\u0308l", ["Ada King-Noël"]],
    ["lovelace", ["Ada King-Noël"]],
    ["ada.lovelace@example.org", ["Ada King-Noël"]],
    ["wool.ex", ["100% Wool", "1000 Sheep"]],
    ["full w", ["ＦＵＬＬ Width"]],
    ["οδυσσευς", ["ΟΔΥΣΣΕΥΣ"]],
    ["οδυσ", ["ΟΔΥΣΣΕΥΣ"]],
    ["straße", ["Straße"]],
    ["da", []],
    ["king-noelle", []],
  ])("finds by the start of a word, without case and marks: %j", async (q, names) => {
    expect(await found(q)).toEqual(names);
  });

  it.each([
    ["%", []],
    ["_", []],
    ["100%", ["100% Wool"]],
    ["10", ["100% Wool", "1000 Sheep"]],
    ["snake_", ["snake_case"]],
    ["snake%", []],
    ["back\\", ["back\\slash"]],
    ["\\", []],
    ["\\%", []],
    ["'", []],
    ['o\'brien "quote" ; drop table', ['O\'Brien "Quote" ; DROP TABLE users']],
    ["' OR 1=1 -- ", []],
    ["*", []],
    [".*", []],
  ])("I16: takes every character for itself: %j", async (q, names) => {
    expect(await found(q)).toEqual(names);
  });

  it("finds nothing for what cannot be in a name, and fails at nothing", async () => {
    for (const q of ["😀", "x\u0000y", "a".repeat(64)]) expect(await found(q)).toEqual([]);
  });

  it("is as good as no q where nothing of it is left to search for", async () => {
    for (const q of [" ", "\u200b", "\u0301", "\u{10FFFF}"]) expect(await found(q)).toHaveLength(PEOPLE.length + 1);
  });

  it.each(["", "x".repeat(65), "a\ud83db", "\ud83d"])("refuses %j", async (q) => {
    expect(await refusal(admin.user.list({ q }))).toMatchObject({
      code: "VALIDATION_ERROR",
      details: [{ field: "q" }],
    });
  });

  it("gives each person once, however many of their words match", async () => {
    await makeUser({ name: "Ann Anna Annabel", email: "ann@annex.example" });
    expect(await found("ann")).toEqual(["Ann Anna Annabel"]);
  });
});

describe("user.list with a q that thousands of words begin with", () => {
  const ZEDS = 25;

  /** Newer than half of the others and older than the rest, and before all by name and address; a third with either filter. */
  function personAmong(at: number): Prisma.UserCreateManyInput {
    const createdAt = new Date(Date.UTC(2026, 0, 1, 0, 4, 30) + at);
    const kind = { role: at % 3 === 1 ? "ADMIN" : "USER", status: at % 3 === 2 ? "DISABLED" : "ACTIVE" } as const;
    return { email: `a${at}@example.org`, name: "Aa", nameKey: "aa", ...kind, createdAt };
  }
  type Wish = Omit<Parameters<Caller["user"]["list"]>[0], "cursor">;

  async function allPages(wish: Wish): Promise<string[]> {
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const { data, meta } = await admin.user.list({ ...wish, limit: 10, ...(cursor !== undefined && { cursor }) });
      names.push(...data.map(({ name }) => name));
      cursor = meta.pagination.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return names;
  }

  it("finds the same, in the same order, page by page and with filters", async () => {
    const wishes: Wish[] = (["-createdAt", "createdAt", "email", "-email", "name", "-name"] as const).flatMap(
      (sort) => [
        { q: "zed", sort },
        { q: "zed", sort, role: "ADMIN" },
        { q: "zed", sort, status: "DISABLED" },
      ],
    );
    for (let at = 0; at < ZEDS; at += 1) {
      const [role, status] = [at % 5 === 0 ? "ADMIN" : "USER", at % 7 === 0 ? "DISABLED" : "ACTIVE"] as const;
      const createdAt = new Date(Date.UTC(2026, 0, 1, 0, at % 9));
      await makeUser({ name: `Zed ${at % 4}`, email: `zed-${at}@example.org`, role, status, createdAt });
    }
    const few = await Promise.all(wishes.map(allPages));
    expect(few.map(({ length }) => length)).toEqual(wishes.map(({ role, status }) => (role ? 5 : status ? 4 : ZEDS)));
    const { id: userId } = await prisma.user.findFirstOrThrow({
      where: { email: "zed-3@example.org" },
      select: { id: true },
    });
    const words = Array.from({ length: 5_000 }, (_, at) => ({ userId, term: `zed${at}` }));
    await prisma.userSearchTerm.createMany({ data: words });
    for (const [at, wish] of wishes.entries()) expect(await allPages(wish)).toEqual(few[at]);
    // Now there are more people between them, or before them, than are looked at one by one, with each filter too.
    await prisma.user.createMany({ data: Array.from({ length: 3 * LOOKED_AT }, (_, at) => personAmong(at)) });
    for (const [at, wish] of wishes.entries()) expect(await allPages(wish)).toEqual(few[at]);
  }, 60_000);

  it("finds when somebody last signed in, for who asks for it", async () => {
    const { data } = await admin.user.list({ q: "zed", limit: 1, withLastSignIn: true });
    expect(data).toMatchObject([{ lastSignInAt: null }]);
    const { data: without } = await admin.user.list({ q: "zed", limit: 1 });
    expect(without[0]).not.toHaveProperty("lastSignInAt");
  });
});
