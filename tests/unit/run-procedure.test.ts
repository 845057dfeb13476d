import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { createContext } from "@/server/context";
import { compileProcedure } from "@/server/run-procedure";
import { middleware, procedure } from "@/server/trpc";

const person = z.strictObject({ name: z.string().trim().min(1) });
const anything = z.unknown();

function run(made: { _def: unknown }, input: unknown = {}): Promise<unknown> {
  const call = { path: "one", type: "query", batchIndex: 0, readInput: () => input } as const;
  return compileProcedure(made)({ ...call, ctx: createContext() });
}

/** Middlewares round a procedure, with what they saw in the order in which they saw it. */
function watched(answer: () => string) {
  const seen: string[] = [];
  const watch = (name: string) =>
    middleware(async ({ path, next }) => {
      seen.push(`${name} before ${path}`);
      const result = await next();
      seen.push(`${name} ${result.ok ? `got ${result.data}` : `got ${result.error.cause}`}`);
      return result;
    });
  const failing = middleware(async ({ next }) => {
    const result = await next();
    if (!result.ok) throw new AppError("CONFLICT", { message: "from the middle" });
    return result;
  });
  const passing = middleware(({ next }) => next());
  const made = procedure
    .use(watch("outer"))
    .use(failing)
    .use(passing)
    .use(watch("inner"))
    .input(anything)
    .query(answer);
  return { seen, answer: run(made) };
}

describe("compileProcedure", () => {
  it("runs each middleware round the ones behind it", async () => {
    const { seen, answer } = watched(() => "done");
    await expect(answer).resolves.toBe("done");
    expect(seen).toEqual(["outer before one", "inner before one", "inner got done", "outer got done"]);
  });

  it("shows a failure to the ones in front as a result, whoever threw it", async () => {
    const { seen, answer } = watched(() => {
      throw new Error("of the procedure");
    });
    await expect(answer).rejects.toMatchObject({ cause: { code: "CONFLICT", message: "from the middle" } });
    expect(seen.slice(2)).toEqual(["inner got Error: of the procedure", "outer got AppError: from the middle"]);
  });

  it("does so as well for what is thrown at once, and not in a promise", async () => {
    const refusing = middleware(() => {
      throw new AppError("FORBIDDEN");
    });
    await expect(run(procedure.use(refusing).query(() => "never"))).rejects.toMatchObject({
      cause: { code: "FORBIDDEN" },
    });
  });

  it("hands on what a middleware adds to the context, to those behind it alone", async () => {
    const contexts: boolean[] = [];
    const look = middleware(async ({ ctx, next }) => {
      const result = await next();
      contexts.push("actor" in ctx);
      return result;
    });
    const adding = middleware(({ next }) => next({ ctx: { actor: "Ada" } }));
    const made = procedure
      .use(look)
      .use(adding)
      .use(look)
      .query(({ ctx }) => ctx);
    expect(await run(made)).toMatchObject({ actor: "Ada", surface: "caller" });
    expect(contexts).toEqual([true, false]);
  });

  it("parses the input, by several schemas as one object, and refuses it as tRPC does", async () => {
    const made = procedure
      .input(z.object({ name: z.string().trim() }))
      .input(z.object({ age: z.number() }))
      .query(({ input }) => input);
    expect(await run(made, { name: " Ada ", age: 36 })).toEqual({ name: "Ada", age: 36 });
    const refused = run(
      procedure.input(person).query(() => "never"),
      { name: " " },
    );
    await expect(refused).rejects.toMatchObject({ code: "BAD_REQUEST", cause: expect.any(z.ZodError) });
  });

  it("waits for a schema that has to be waited for, in front and behind", async () => {
    const slow = z.string().refine(async (text) => text !== "no");
    const made = procedure
      .input(slow)
      .output(slow)
      .query(({ input }) => (input === "in" ? "no" : input));
    expect(await run(made, "yes")).toBe("yes");
    await expect(run(made, "no")).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(run(made, "in")).rejects.toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
  });

  it("lets nothing out that the output's schema does not know", async () => {
    const made = procedure.output(person).query(() => ({ name: "Ada", secret: "x" }));
    await expect(run(made)).rejects.toMatchObject({
      code: "INTERNAL_SERVER_ERROR",
      message: "Output validation failed",
    });
  });

  it("refuses what is no procedure", () => {
    expect(() => compileProcedure({ _def: {} })).toThrow(z.ZodError);
  });
});
