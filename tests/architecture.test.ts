import { describe, expect, it } from "vitest";
import { z } from "zod";
import { publicProcedure } from "@/server/procedures";
import { appRouter } from "@/server/root";
import { procedure, router } from "@/server/trpc";
import { definitionsOf, procedureProblems, sharedRoutes } from "./helpers/procedure-rules";

const definitions = definitionsOf(appRouter);

describe("every procedure", () => {
  it.each(definitions)("$path declares its input, output, access, REST mapping and summary", (definition) => {
    expect(procedureProblems(definition)).toEqual([]);
  });

  it("has a route of its own", () => {
    expect(sharedRoutes(definitions)).toEqual([]);
  });
});

describe("the procedure rules", () => {
  const sound = { rest: { method: "POST", path: "/planted" }, summary: "Planted" } as const;
  const strict = z.strictObject({ id: z.string() });
  const output = z.object({ id: z.string() });
  const answer = () => ({ id: "1" });
  const ready = publicProcedure.meta(sound).input(strict).output(output);

  const planted = router({
    sound: ready.mutation(answer),
    noInput: publicProcedure.meta(sound).output(output).mutation(answer),
    loose: publicProcedure
      .meta(sound)
      .input(z.object({ id: z.string() }))
      .output(output)
      .mutation(answer),
    looseInside: publicProcedure
      .meta(sound)
      .input(z.strictObject({ list: z.array(z.looseObject({})).optional() }))
      .output(output)
      .mutation(answer),
    looseInRecord: publicProcedure
      .meta(sound)
      .input(z.strictObject({ map: z.record(z.string(), z.looseObject({})).optional() }))
      .output(output)
      .mutation(answer),
    noObject: publicProcedure.meta(sound).input(z.string()).output(output).mutation(answer),
    noOutput: publicProcedure.meta(sound).input(strict).mutation(answer),
    noAccess: procedure.meta(sound).input(strict).output(output).mutation(answer),
    noRest: publicProcedure.meta({ summary: "Planted" }).input(strict).output(output).mutation(answer),
    optedOut: publicProcedure.meta({ summary: "Planted", rest: false }).input(strict).output(output).mutation(answer),
    noSummary: publicProcedure.meta({ rest: sound.rest }).input(strict).output(output).mutation(answer),
    wrongVerb: ready.query(answer),
    strayParameter: ready.meta({ rest: { method: "POST", path: "/planted/{other}" } }).mutation(answer),
  });

  it.each([
    ["noInput", "has no input"],
    ["loose", "is not strict"],
    ["looseInside", "is not strict"],
    ["looseInRecord", "is not strict"],
    ["noObject", "is no object"],
    ["noOutput", "has no output"],
    ["noAccess", "has no access rule"],
    ["noRest", "neither a REST mapping"],
    ["noSummary", "has no summary"],
    ["wrongVerb", "a query cannot be POST"],
    ["strayParameter", "{other} in its path"],
  ])("refuse a planted procedure: %s", (path, problem) => {
    const found = definitionsOf(planted).filter((definition) => definition.path === path);
    expect(found.flatMap(procedureProblems)).toEqual([expect.stringContaining(problem)]);
  });

  it.each(["sound", "optedOut"])("let through a planted procedure: %s", (path) => {
    const found = definitionsOf(planted).filter((definition) => definition.path === path);
    expect(found.flatMap(procedureProblems)).toEqual([]);
  });

  it("see two procedures at one route, whatever the parameter is called", () => {
    const at = (path: `/${string}`) => ready.meta({ rest: { method: "POST", path } }).mutation(answer);
    expect(sharedRoutes(definitionsOf(router({ a: at("/x/{id}"), b: at("/x/{name}") })))).toEqual(["POST /x/{}"]);
  });
});
