import { beforeAll, describe, expect, inject, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { appRouter } from "@/server/root";
import { testDatabaseKind } from "./helpers/database";
import { type Definition, definitionsOf } from "./helpers/procedure-rules";
import { freshWorld, goodInput, goodToken, type Input } from "./helpers/samples";
import { type Answer, SURFACES, verdict } from "./helpers/surfaces";

const mutations = definitionsOf(appRouter).filter(({ type }) => type === "mutation");

/** They end the session that they were asked by, so that nobody is there to ask again. */
const ENDS_ITS_SESSION = ["account.remove", "impersonation.stop"];

/** Every row of every table, but for the keys themselves. */
async function everything(): Promise<string> {
  const quote = testDatabaseKind === "mysql" ? "`" : '"';
  const tables: unknown[] = [];
  for (const table of inject("tables").filter((name) => name !== "idempotency_keys")) {
    // Raw, as the names come from the schema: a list of delegates would have to be kept by hand.
    tables.push(table, await prisma.$queryRawUnsafe(`SELECT * FROM ${quote}${table}${quote}`));
  }
  return JSON.stringify(tables, (_name, value) => (typeof value === "bigint" ? String(value) : value));
}

/** All but the envelope's own ID and time. */
function said({ status, envelope, setCookie }: Answer) {
  return { status, setCookie, envelope: { ...envelope, meta: null } };
}

type Name = "trpc" | "rest" | "caller";

describe.each(mutations.map((definition) => [definition.path, definition] as const))(
  "%s with an Idempotency-Key",
  (path, definition) => {
    it.each<[Name, Name]>([
      ["rest", "trpc"],
      ["trpc", "rest"],
      ["caller", "caller"],
    ])("D3: is carried out over %s, and replayed over %s", async (first, second) => {
      const world = await freshWorld();
      const [input, token] = [await goodInput(definition, world), await goodToken(definition, world)];
      const call = (name: Name) => SURFACES[name](definition, input, token, `key-of-${path}`);
      const answer = await call(first);
      expect(verdict(answer), JSON.stringify(answer.envelope)).toBe("OK");
      expect(answer.isReplay).toBe(false);
      const after = await everything();
      const again = await call(second);
      if (ENDS_ITS_SESSION.includes(path)) {
        expect(verdict(again)).toBe("UNAUTHENTICATED");
      } else {
        expect(said(again)).toEqual({ ...said(answer), status: again.status });
        if (second === "rest") expect(again.status).toBe((definition.meta?.rest || undefined)?.status ?? 200);
        expect(again.isReplay).toBe(true);
        expect(again.envelope.meta.requestId).not.toBe(answer.envelope.meta.requestId);
      }
      expect(await everything()).toBe(after);
    });
  },
);

describe("a key that is used again", () => {
  let definition: Definition;
  let input: Input;
  let token: string;

  beforeAll(async () => {
    const world = await freshWorld();
    definition = mutations.find(({ path }) => path === "user.update") ?? expect.fail("there is no user.update");
    [input, token] = [await goodInput(definition, world), await goodToken(definition, world)];
  });

  it("D3: for another input is IDEMPOTENCY_MISMATCH on every surface, and changes nothing", async () => {
    expect(verdict(await SURFACES.rest(definition, input, token, "key-1"))).toBe("OK");
    const after = await everything();
    for (const name of ["rest", "trpc", "caller"] as const) {
      const answer = await SURFACES[name](definition, { ...input, name: "Another" }, token, "key-1");
      expect(verdict(answer)).toBe("IDEMPOTENCY_MISMATCH");
      expect(answer.isReplay).toBe(false);
    }
    expect(await everything()).toBe(after);
  });

  it("D3: for the same input with its fields in another order is a replay", async () => {
    const turned = Object.fromEntries(Object.entries(input).reverse());
    expect((await SURFACES.trpc(definition, turned, token, "key-1")).isReplay).toBe(true);
  });

  it("D3: for another procedure is IDEMPOTENCY_MISMATCH", async () => {
    const other = mutations.find(({ path }) => path === "user.sendReset") ?? expect.fail("there is no user.sendReset");
    expect(verdict(await SURFACES.rest(other, { id: input.id }, token, "key-1"))).toBe("IDEMPOTENCY_MISMATCH");
  });
});
