import { describe, expect, it } from "vitest";
import { readListFilter, writeListFilter } from "@/client/list-filter";
import { querySchema } from "@/schemas/field.schema";

const SORTS = { "-createdAt": "Newest first", name: "Name, A to Z" };
const read = (query: Readonly<Record<string, unknown>>) => readListFilter(query, SORTS);

describe("the filter of a list in an address", () => {
  it.each([{}, { q: "ada & bob" }, { sort: "name" as const }, { q: "Å", sort: "name" as const }])(
    "comes back as it was: %j",
    (query) => {
      const filter = read(query);
      expect(filter).toEqual({ sort: "-createdAt", ...query });
      expect(read(Object.fromEntries(new URLSearchParams(writeListFilter(filter))))).toEqual(filter);
    },
  );

  it.each([
    { q: "x".repeat(65), sort: "size" },
    { q: "", sort: "toString" },
    { q: ["a", "b"], sort: ["name"] },
    { q: "\uD800", limit: "9999" },
  ])("leaves out what it cannot be: %j", (query) => {
    expect(read(query)).toEqual({ sort: "-createdAt" });
    expect(writeListFilter(read(query))).toBe("");
  });

  it("takes what the lists' schema takes", () => {
    expect(read({ q: "x".repeat(64) }).q).toHaveLength(64);
    expect(querySchema.safeParse("x".repeat(64)).success).toBe(true);
  });
});
