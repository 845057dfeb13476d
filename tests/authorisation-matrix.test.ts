import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createContext } from "@/server/context";
import { protectedProcedure, publicProcedure } from "@/server/procedures";
import { appRouter } from "@/server/root";
import { createCallerFactory, procedure, router } from "@/server/trpc";
import {
  CALLERS,
  type Caller,
  contextFor,
  expected,
  HOLDS,
  inputFor,
  isOnARow,
  MISSING,
  matrixWorld,
  rowsOf,
  SPECIAL,
  snapshot,
  underivable,
} from "./helpers/matrix";
import { definitionsOf } from "./helpers/procedure-rules";
import { rawCall } from "./helpers/raw-call";
import { refusal } from "./helpers/refusal";
import { fieldsOf, goodInput, rowOf, type World } from "./helpers/samples";
import { verdictOf } from "./helpers/verdicts";
import { signedIn } from "./helpers/world";

const definitions = definitionsOf(appRouter);

let shared: World | null = null;

/** One world for all calls that change nothing. */
async function sharedWorld(): Promise<World> {
  shared ??= await matrixWorld();
  return shared;
}

const cells = definitions.flatMap((definition) =>
  CALLERS.flatMap((caller) => rowsOf(definition).map((row) => ({ path: definition.path, caller, row, definition }))),
);

describe("who may do what (Z1, Z2)", () => {
  it.each(cells)("Z1, Z2: $path by $caller on $row row", async ({ definition, caller, row }) => {
    const world = await sharedWorld();
    const input = await inputFor(definition, caller, row, world);
    const context = await contextFor(caller, definition, world);
    const before = await snapshot();
    const wanted = expected(definition, caller, row);
    expect(await verdictOf(rawCall(context, definition.path, input))).toBe(wanted);
    const mayChange = wanted === "OK" && definition.type !== "query";
    if (mayChange) shared = null;
    else expect(await snapshot()).toBe(before);
  });

  it.each(["user", "user's key", "impersonating admin"] as const satisfies readonly Caller[])(
    "Z1: foreign and missing rows are told apart by no %s",
    async (caller) => {
      const world = await sharedWorld();
      for (const definition of definitions.filter(isOnARow)) {
        const context = await contextFor(caller, definition, world);
        const input = await inputFor(definition, caller, "missing", world);
        const rows: string[] = [];
        // One after the other: a factory tells its rows apart by how many there are.
        for (const owner of [world.other, world.admin, world.newcomer]) rows.push(await rowOf(definition, owner));
        const answers = new Set<string>();
        for (const id of [...rows, MISSING]) {
          answers.add(JSON.stringify(await refusal(rawCall(context, definition.path, { ...input, id }))));
        }
        expect([...answers], definition.path).toHaveLength(1);
      }
    },
  );

  it("Z2: has a row for every procedure, and no rule for one that is not there", () => {
    expect(definitions.flatMap(underivable)).toEqual([]);
    const paths = definitions.map(({ path }) => path);
    expect(Object.keys(SPECIAL).filter((path) => !paths.includes(path))).toEqual([]);
  });

  it("Z2: notices a procedure whose row cannot be derived", () => {
    const input = z.strictObject({ id: z.uuid() });
    const planted = router({
      forgotten: procedure.input(input).query(() => null),
      open: publicProcedure.input(input).query(() => null),
      good: protectedProcedure("account:read")
        .input(input)
        .query(() => null),
    });
    expect(definitionsOf(planted).flatMap(underivable)).toEqual([
      "forgotten declares no rule",
      "open lets anybody name a row, and nothing says whose",
    ]);
    const [forgotten] = definitionsOf(planted);
    if (!forgotten) return expect.fail("nothing was planted");
    const declared = (permissions: []) => ({ ...forgotten, meta: { access: "protected" as const, permissions } });
    expect(underivable(declared([]))).toEqual(["forgotten needs no permission"]);
  });

  it("Z1: notices a procedure that gives a foreign row away", async () => {
    const world = await sharedWorld();
    const input = z.strictObject({ id: z.uuid() });
    const planted = router({
      leaky: protectedProcedure("account:read")
        .input(input)
        .query(() => "anything"),
    });
    const [leaky] = definitionsOf(planted);
    if (!leaky) return expect.fail("nothing was planted");
    const context = await contextFor("user", leaky, world);
    const call = createCallerFactory(planted)(context).leaky({ id: world.other.id });
    expect([await verdictOf(call), expected(leaky, "user", "foreign")]).toEqual(["OK", "NOT_FOUND"]);
  });

  it("Z6: nobody holds more at second hand than a person does, and no key what wants a person", () => {
    for (const held of [HOLDS["admin's key"], HOLDS["user's key"], HOLDS["impersonating admin"]]) {
      const all: readonly string[] = held;
      expect(all).not.toContain("account:secure");
      expect(all).not.toContain("users:impersonate");
    }
  });
});

describe("extra keys (Z3)", () => {
  const EXTRA: Readonly<Record<string, unknown>> = {
    id: MISSING,
    role: "ADMIN",
    status: "ACTIVE",
    emailVerified: true,
    emailVerifiedAt: new Date(0),
    version: 99,
    createdAt: new Date(0),
    passwordHash: "x",
    userId: MISSING,
    constructor: { prototype: { role: "ADMIN" } },
  };

  it.each(definitions.map((definition) => [definition.path, definition] as const))(
    "%s refuses each by name and changes nothing",
    async (path, definition) => {
      const world = await sharedWorld();
      const { token } = await signedIn(definition.meta?.access === "public" ? world.person : world.admin);
      const input = await goodInput(definition, world);
      const before = await snapshot();
      const extra = Object.keys(EXTRA).filter((key) => !fieldsOf(definition).has(key));
      for (const key of extra) {
        const call = rawCall(createContext({ sessionToken: token }), path, { ...input, [key]: EXTRA[key] });
        expect(await refusal(call)).toMatchObject({
          code: "VALIDATION_ERROR",
          details: [{ field: key, issue: "Is not a known field." }],
        });
      }
      // Only JSON.parse makes a key of that name; the rest is put beside it, with its dates.
      const poisoned: unknown = Object.assign(JSON.parse('{"__proto__":{"role":"ADMIN"}}'), input);
      expect(await refusal(rawCall(createContext({ sessionToken: token }), path, poisoned))).toMatchObject({
        details: [{ field: "__proto__" }],
      });
      expect(Object.hasOwn(Object.prototype, "role")).toBe(false);
      expect(await snapshot()).toBe(before);
    },
  );
});
