import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { emptySchema } from "@/schemas/common.schema";
import { asOne } from "@/server/as-one";
import { createContext } from "@/server/context";
import { createCallerFactory, middleware, procedure, router } from "@/server/trpc";

/** Two middlewares as one, round a procedure, with what they saw in the order in which they saw it. */
function call(answer: () => string) {
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
  const one = procedure.use(asOne(watch("outer"), failing, watch("inner"))).input(emptySchema);
  const caller = createCallerFactory(router({ one: one.query(answer) }))(createContext());
  return { seen, answer: caller.one() };
}

describe("asOne", () => {
  it("runs each round the ones behind it", async () => {
    const { seen, answer } = call(() => "done");
    await expect(answer).resolves.toBe("done");
    expect(seen).toEqual(["outer before one", "inner before one", "inner got done", "outer got done"]);
  });

  it("shows a failure to the ones in front as a result, whoever threw it", async () => {
    const { seen, answer } = call(() => {
      throw new Error("of the procedure");
    });
    await expect(answer).rejects.toMatchObject({ cause: { code: "CONFLICT", message: "from the middle" } });
    expect(seen.slice(2)).toEqual(["inner got Error: of the procedure", "outer got AppError: from the middle"]);
  });
});
