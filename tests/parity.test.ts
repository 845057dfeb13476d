import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { appRouter } from "@/server/root";
import { badInputs } from "./helpers/bad-inputs";
import { door, isFrontMissing } from "./helpers/door-name";
import { type Definition, definitionsOf, isForAdmins } from "./helpers/procedure-rules";
import { callerOf, freshWorld, goodInput, goodToken, type Input, type World } from "./helpers/samples";
import { type Answer, comparable, SURFACES, verdict } from "./helpers/surfaces";
import { signedIn } from "./helpers/world";

type SurfaceName = keyof typeof SURFACES;
type Ask = { input: Input; token: string | null };

const AT = new Date("2026-03-08T07:30:00.123Z");
/** Read from the router, so that a new procedure is covered without being named. */
const definitions = definitionsOf(appRouter);

function surfacesOf(definition: Definition, inUrl = true): SurfaceName[] {
  const onRest = definition.meta?.rest && inUrl;
  return onRest ? ["caller", "trpc", "batch", "rest"] : ["caller", "trpc", "batch"];
}

/** Asks the same on each surface, holds the answers to be alike, and gives the first. */
async function askAll(definition: Definition, names: readonly SurfaceName[], ask: () => Promise<Ask>): Promise<Answer> {
  const answers: Partial<Record<SurfaceName, Answer>> = {};
  for (const name of names) {
    const { input, token } = await ask();
    answers[name] = await SURFACES[name](definition, input, token);
  }
  const { caller } = answers;
  if (!caller) return expect.fail("the caller was not asked");
  for (const [name, answer] of Object.entries(answers)) expect(comparable(answer), name).toEqual(comparable(caller));
  return caller;
}

/** The mailbox is for this machine alone, and without the front nobody knows where a request comes from. */
const isShutWithoutFront = ({ path }: Definition) => isFrontMissing && path.startsWith("mailbox.");

/** Another process has a clock of its own. */
const stopClock = () => (door === "next" ? undefined : setClock(() => AT));

beforeEach(stopClock);

describe.each(definitions.map((definition) => [definition.path, definition] as const))(
  "%s answers alike on every surface",
  (_path, definition) => {
    let world: World;
    let good: Input;
    let token: string;

    beforeAll(async () => {
      stopClock();
      world = await freshWorld();
      good = await goodInput(definition, world);
      token = (await signedIn(callerOf(definition, world))).token;
    });

    it("to every bad input", async () => {
      for (const { name, field, input, inUrl } of badInputs(definition, good)) {
        const answer = await askAll(definition, surfacesOf(definition, inUrl), async () => ({ input, token }));
        expect(answer.envelope, name).toMatchObject({ error: { code: "VALIDATION_ERROR", details: [{ field }] } });
      }
    });

    it("to a caller who may not", async () => {
      const { access } = definition.meta ?? {};
      const plain = (await signedIn(world.person)).token;
      const refused = [
        ...(access === "public"
          ? []
          : [
              { token: null, code: "UNAUTHENTICATED" },
              { token: "A".repeat(43), code: "UNAUTHENTICATED" },
            ]),
        ...(isForAdmins(definition.meta) ? [{ token: plain, code: "FORBIDDEN" }] : []),
      ];
      for (const { token: whose, code } of refused) {
        const answer = await askAll(definition, surfacesOf(definition), async () => ({ input: good, token: whose }));
        expect(verdict(answer)).toBe(code);
        // Who may not, learns nothing of the input either.
        await askAll(definition, surfacesOf(definition), async () => ({
          input: { ...good, surplus: "1" },
          token: whose,
        }));
      }
    });

    it("to a good input, each in a world of its own", async () => {
      if (isShutWithoutFront(definition)) {
        for (const name of surfacesOf(definition).filter((each) => each !== "caller")) {
          expect(verdict(await SURFACES[name](definition, good, token)), name).toBe("NOT_FOUND");
        }
        return;
      }
      const answer = await askAll(definition, surfacesOf(definition), async () => {
        const own = await freshWorld();
        return { input: await goodInput(definition, own), token: await goodToken(definition, own) };
      });
      expect(verdict(answer), JSON.stringify(answer.envelope)).toBe("OK");
    });
  },
);

it("notices a difference in status, code, details, data or cookie", () => {
  const meta = { requestId: "request-1", timestamp: AT.toISOString() };
  const refused = (field: string): Answer => {
    const error = { code: "VALIDATION_ERROR" as const, message: "M", details: [{ field, issue: "I" }] };
    return { status: 400, envelope: { success: false, error, meta }, setCookie: null };
  };
  const answered = (data: unknown, setCookie: string | null = null): Answer => ({
    status: 200,
    envelope: { success: true, data, meta },
    setCookie,
  });
  const different = [
    refused("a"),
    refused("b"),
    { ...refused("a"), status: 401 },
    answered({ a: 1 }),
    answered({ a: 2 }),
    answered({ a: 1 }, "s=1"),
  ];
  expect(new Set(different.map((answer) => JSON.stringify(comparable(answer)))).size).toBe(different.length);
});

it("covers every procedure there is", () => {
  expect(definitions.length).toBeGreaterThanOrEqual(14);
  expect(definitions.every(({ meta }) => meta?.access !== undefined && meta.rest !== undefined)).toBe(true);
});
