import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { setClock } from "@/lib/clock";
import { AppError, ERRORS } from "@/lib/errors";
import { failure, success } from "@/lib/response";
import { createContext } from "@/server/context";
import { publicProcedure } from "@/server/procedures";
import { createCallerFactory, router } from "@/server/trpc";
import { createTestCaller } from "./helpers/caller";
import { expectEnvelope } from "./helpers/envelope";
import { captureLogs } from "./helpers/logs";
import { refusal } from "./helpers/refusal";

const SECRET = "secret-of-the-inside";
const strict = z.strictObject({}).optional();

const planted = createCallerFactory(
  router({
    throws: publicProcedure
      .input(strict)
      .output(z.string())
      .query((): string => {
        throw new TypeError(SECRET, { cause: new Error(`${SECRET} deeper`) });
      }),
    throwsText: publicProcedure
      .input(strict)
      .output(z.string())
      .query((): Promise<string> => Promise.reject(SECRET)),
    lies: publicProcedure
      .input(strict)
      .output(z.strictObject({ id: z.int() }))
      .query(() => {
        const row: { id: number } = JSON.parse(`{"id":1,"passwordHash":"${SECRET}"}`);
        return row;
      }),
    says: publicProcedure
      .input(strict)
      .output(z.string())
      .query((): string => {
        throw new AppError("CONFLICT", {
          message: "Says so.",
          details: [{ field: "x", issue: "Is so." }],
          cause: new Error(SECRET),
        });
      }),
    nothing: publicProcedure
      .input(strict)
      .output(z.null())
      .query(() => null),
    page: publicProcedure
      .input(strict)
      .output(
        z.strictObject({
          items: z.array(z.int()),
          pagination: z.strictObject({ limit: z.int(), nextCursor: z.null() }),
        }),
      )
      .query(() => ({ items: [1, 2], pagination: { limit: 2, nextCursor: null } })),
  }),
);

afterEach(() => setClock(null));

describe("success", () => {
  it("wraps data, with the request's ID and the time", () => {
    setClock(() => new Date("2026-01-01T00:00:00.000Z"));
    expect(success({ a: 1 })).toEqual({
      success: true,
      data: { a: 1 },
      meta: { requestId: expect.stringMatching(/^proc_/), timestamp: "2026-01-01T00:00:00.000Z" },
    });
  });

  it("unfolds a page into the array and meta.pagination", () => {
    const pagination = { limit: 1, nextCursor: "x", total: 3 };
    expect(success({ items: [1], pagination })).toMatchObject({ data: [1], meta: { pagination } });
  });

  it.each([null, [], { items: [1] }, { pagination: {} }, "text", 0, false])("leaves %j alone", (data) => {
    expect(success(data)).toMatchObject({ success: true, data });
    expect(success(data).meta).not.toHaveProperty("pagination");
  });
});

describe("failure", () => {
  it("says code, message and details, and nothing of the cause", () => {
    const error = new AppError("CONFLICT", {
      details: [{ field: "email", issue: "Is already taken." }],
      cause: new Error(SECRET),
    });
    const body = failure(error);
    expect(expectEnvelope(JSON.parse(JSON.stringify(body)))).toMatchObject({
      success: false,
      error: {
        code: "CONFLICT",
        message: ERRORS.CONFLICT.message,
        details: [{ field: "email", issue: "Is already taken." }],
      },
    });
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });

  it("has no details where no field is to blame", () => {
    expect(failure(new AppError("NOT_FOUND")).error).toEqual({ code: "NOT_FOUND", message: ERRORS.NOT_FOUND.message });
  });
});

describe("every answer of a procedure", () => {
  it("is in the envelope, with the ID of its context, which its log line has too", async () => {
    const { caller, context } = await createTestCaller("anonymous");
    const { result, lines } = await captureLogs(() => caller.health.live());
    expect(expectEnvelope(JSON.parse(JSON.stringify(result))).meta.requestId).toBe(context.requestId);
    expect(lines).toEqual([
      expect.objectContaining({
        requestId: context.requestId,
        path: "health.live",
        surface: "caller",
        code: "OK",
        caller: "anonymous",
      }),
    ]);
    expect(lines[0]?.ms).toBeTypeOf("number");
  });

  it("is in the envelope also when it is nothing, or a page", async () => {
    const caller = planted(createContext());
    expect(await caller.nothing()).toMatchObject({ success: true, data: null });
    expect(await caller.page()).toMatchObject({
      success: true,
      data: [1, 2],
      meta: { pagination: { limit: 2, nextCursor: null } },
    });
  });

  it.each(["throws", "throwsText", "lies"] as const)("hides a fault of ours, and logs it whole: %s", async (path) => {
    const context = createContext();
    const { result, lines } = await captureLogs(() => refusal(planted(context)[path]()));
    expect(result).toEqual({ code: "INTERNAL_ERROR", message: ERRORS.INTERNAL_ERROR.message });
    expect(lines).toEqual([
      expect.objectContaining({
        level: "error",
        requestId: context.requestId,
        path,
        code: "INTERNAL_ERROR",
        err: expect.anything(),
      }),
    ]);
    const logged = JSON.stringify(lines);
    if (path === "lies") expect(logged).toContain("passwordHash");
    else expect(logged).toContain(SECRET);
    if (path === "throws") expect(logged).toContain(`${SECRET} deeper`);
  });

  it("says what an AppError says, keeps its cause to itself, and is no error in the log", async () => {
    const { result, lines } = await captureLogs(() => refusal(planted(createContext()).says()));
    expect(result).toEqual({ code: "CONFLICT", message: "Says so.", details: [{ field: "x", issue: "Is so." }] });
    expect(lines).toMatchObject([{ level: "info", code: "CONFLICT" }]);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });

  it("is logged once, with the caller's id where there is one", async () => {
    const { caller, userId } = await createTestCaller("USER");
    const { lines } = await captureLogs(() => refusal(caller.user.list({})));
    expect(lines).toMatchObject([{ path: "user.list", code: "FORBIDDEN", caller: `user:${userId}` }]);
  });

  it("keeps its own ID apart from those of calls at the same time", async () => {
    const callers = await Promise.all([1, 2, 3].map(() => createTestCaller("anonymous")));
    const answers = await Promise.all(callers.map(({ caller }) => caller.health.ready()));
    expect(answers.map(({ meta }) => meta.requestId)).toEqual(callers.map(({ context }) => context.requestId));
  });
});
