import { describe, expect, it } from "vitest";
import { rateLimitStore } from "@/lib/rate-limiter";
import { listRateLimits, type RateLimit, rateLimitsOf } from "@/server/rate-limits";
import { appRouter } from "@/server/root";
import { definitionsOf } from "./helpers/procedure-rules";

const definitions = definitionsOf(appRouter);
const limitsOf = (path: string): readonly RateLimit[] => {
  const found = definitions.find((definition) => definition.path === path) ?? expect.fail(`no ${path}`);
  return rateLimitsOf(found.meta ?? {}, found.type);
};
const namesOf = (path: string) => limitsOf(path).map(({ name }) => name);

describe("every procedure", () => {
  it.each(definitions)("$path is limited by policies that are listed, with their numbers (R2)", ({ path }) => {
    const listed = listRateLimits().map(({ name, by, quota, windowSeconds }) => ({ name, by, quota, windowSeconds }));
    const limits = limitsOf(path);
    for (const { cost = 1, ...limit } of limits) {
      expect(listed).toContainEqual(limit);
      expect(cost).toBeLessThanOrEqual(limit.quota);
    }
    // What says whether the process is up may not depend on who asked before.
    expect(limits.length > 0).toBe(path !== "health.live");
  });

  it.each(definitions)("$path is counted by network before anybody asks who it is", ({ path, meta }) => {
    const kinds = new Set(limitsOf(path).map(({ by }) => by));
    if (path !== "health.live") expect(kinds).toContain("network");
    // Where nobody is asked for, there is no caller to count.
    if (meta?.access === "public") expect(kinds).not.toContain("caller");
    else expect(kinds).toContain("caller");
  });

  it("that changes something for nobody in particular is among the strict ones, signing out aside", () => {
    const open = definitions.filter(({ meta, type }) => meta?.access === "public" && type === "mutation");
    const standard = open.filter(({ path }) => namesOf(path).includes("public")).map(({ path }) => path);
    expect(standard).toEqual(["auth.signOut"]);
  });
});

describe("the policies", () => {
  it("have names of their own, and fit into the fields as they are", () => {
    const names = listRateLimits().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z-]*$/);
  });

  it("are the standard ones where a procedure names none", () => {
    expect(namesOf("user.list")).toEqual(["network", "reads"]);
    expect(namesOf("user.update")).toEqual(["network", "writes"]);
    expect(namesOf("auth.session")).toEqual(["public"]);
    expect(namesOf("auth.signIn")).toEqual(["signin", "signin-email"]);
  });

  it("are counted in this process without a Redis", () => {
    expect(rateLimitStore()).toEqual({ kind: "memory", isAway: false });
  });
});
