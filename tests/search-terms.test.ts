import { beforeAll, describe, expect, it } from "vitest";
import { foldText, searchRange, searchTerms } from "@/lib/fold";
import { prisma } from "@/lib/prisma";

const NAMES = [
  "Ada King",
  "ada  kingsley",
  "Ádà Kïng-Noël",
  "ada\u0001king",
  "ada",
  "ada!",
  "100% Off",
  "under_score",
  "back\\slash",
  "김 민수",
  "😀 Smile",
  "\uffee Width",
  "Straße",
  "Strasse",
  "ΣΟΣΑ",
];
const QUERIES = [
  "ada",
  "ADA k",
  "king",
  "noel",
  "ada!",
  "%",
  "_",
  "under_",
  "\\",
  "김",
  "기",
  "😀",
  "stras",
  "straß",
  "σοσ",
  "ada ",
];

const byCodePoint = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right));

beforeAll(async () => {
  for (const [index, name] of NAMES.entries()) {
    const email = `user${index}@example.org`;
    const terms = { create: searchTerms(name, email).map((term) => ({ term })) };
    await prisma.user.create({
      data: { email, name, nameKey: foldText(name), searchTerms: terms },
      select: { id: true },
    });
  }
});

describe("folded names in the database", () => {
  it.each(QUERIES)("are found for %j exactly as in memory (I16, D8)", async (query) => {
    const term = searchRange(query) ?? expect.fail("folds to nothing");
    const rows = await prisma.user.findMany({ where: { searchTerms: { some: { term } } }, select: { name: true } });
    const expected = NAMES.filter((name) => searchTerms(name, "").some((each) => each.startsWith(term.gte)));
    expect(rows.map((row) => row.name).sort()).toEqual(expected.sort());
  });

  it("are in the order of their code points", async () => {
    const rows = await prisma.user.findMany({ orderBy: { nameKey: "asc" }, select: { nameKey: true } });
    expect(rows.map((row) => row.nameKey)).toEqual(NAMES.map(foldText).sort(byCodePoint));
  });
});
