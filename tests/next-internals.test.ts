import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { appRouter } from "@/server/root";
import { sessionCookieName } from "@/server/session-cookie";
import { isFrontMissing } from "./helpers/door-name";
import { forgetLimits } from "./helpers/limits";
import { type Caller, credentialsOf, expected, inputFor, isOnARow, matrixWorld, snapshot } from "./helpers/matrix";
import { type Definition, definitionsOf } from "./helpers/procedure-rules";
import { api } from "./helpers/request";
import type { Input, World } from "./helpers/samples";

const REPEATED = Array.from({ length: 5 }, () => "src/proxy").join(":");

/** What Next.js says to itself, and what has let people past its middleware before (CVE-2025-29927 and its like). */
const HEADERS: Readonly<Record<string, Record<string, string>>> = {
  "x-middleware-subrequest": { "x-middleware-subrequest": REPEATED },
  "x-middleware-subrequest of older versions": { "x-middleware-subrequest": "middleware:middleware:middleware" },
  "x-middleware-next and a rewrite": { "x-middleware-next": "1", "x-middleware-rewrite": "/api/health" },
  rsc: {
    // A plain `next start` sends this one to another address, before anything of ours has seen it.
    ...(isFrontMissing ? {} : { rsc: "1" }),
    "next-router-state-tree": "%5B%22%22%5D",
    "next-router-prefetch": "1",
    "next-url": "/",
  },
  "x-nextjs-data": { "x-nextjs-data": "1", "x-matched-path": "/api/health", "x-invoke-path": "/api/health" },
  "another host and address": {
    "x-forwarded-host": "localhost",
    "x-forwarded-for": "127.0.0.1",
    "x-original-url": "/",
  },
};

const CALLERS = ["anonymous", "user", "key without"] as const satisfies readonly Caller[];

const definitions = definitionsOf(appRouter).filter(({ meta }) => meta?.access === "protected" && meta.rest);

type Ask = {
  definition: Definition;
  input: Input;
  credentials: Record<string, string>;
  headers?: Record<string, string>;
};

function targetOf({ definition: { meta }, input }: Ask) {
  const rest = meta?.rest || undefined;
  if (!rest) throw new Error("is not on REST");
  const left = { ...input };
  const path = rest.path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = String(left[name]);
    delete left[name];
    return value;
  });
  const hasBody = ["POST", "PUT", "PATCH"].includes(rest.method);
  const query = hasBody ? "" : new URLSearchParams(Object.entries(left).map(([key, value]) => [key, String(value)]));
  return { method: rest.method, path: `/api${path}`, query: String(query), body: hasBody ? { body: left } : {} };
}

async function ask(request: Ask, spell = (path: string, query: string) => (query ? `${path}?${query}` : path)) {
  const { method, path, query, body } = targetOf(request);
  const { error } = await api(method, spell(path, query), {
    ...body,
    headers: { ...request.credentials, ...request.headers },
  });
  return error?.code ?? "OK";
}

let world: World;

beforeEach(forgetLimits);

beforeAll(async () => {
  world = await matrixWorld();
});

/** The request of a caller, on somebody else's row where it is about one, and how it must end. */
async function asked(definition: Definition, caller: Caller) {
  const row = isOnARow(definition) ? "foreign" : "none";
  const { sessionToken, authorization }: { sessionToken?: string; authorization?: string } = await credentialsOf(
    caller,
    definition,
    world,
  );
  const credentials: Record<string, string> = {
    "sec-fetch-site": "same-origin",
    ...(sessionToken !== undefined && { cookie: `${sessionCookieName()}=${sessionToken}` }),
    ...(authorization !== undefined && { authorization }),
  };
  const input = await inputFor(definition, caller, row, world);
  return { request: { definition, input, credentials }, wanted: expected(definition, caller, row) };
}

/** How it ends with each of those headers. */
async function withHeaders(request: Ask): Promise<Record<string, string>> {
  const codes: Record<string, string> = {};
  for (const [name, headers] of Object.entries(HEADERS)) codes[name] = await ask({ ...request, headers });
  return codes;
}

/** How it ends at the addresses under which Next.js keeps a page's data. */
async function atOtherSpellings(request: Ask): Promise<string[]> {
  const codes = [await ask(request, (path, query) => `${path}?${query ? `${query}&` : ""}_rsc=1a2b3`)];
  for (const suffix of [".rsc", ".json", ".segments/_tree.segment.rsc", "/_next/data"]) {
    codes.push(await ask(request, (path) => `${path}${suffix}`));
  }
  return codes;
}

const SHUT = ["NOT_FOUND", "UNAUTHENTICATED", "FORBIDDEN", "VALIDATION_ERROR", "METHOD_NOT_ALLOWED"];
/** Another process counts what is asked, and cannot be made to forget it. */
const LIMITED = isFrontMissing ? ["RATE_LIMITED"] : [];

const cells = definitions.flatMap((definition) =>
  CALLERS.map((caller) => ({ path: definition.path, caller, definition })),
);

describe("what Next.js says to itself opens nothing, with its proxy left out (Z8)", () => {
  it.each(cells)("Z8: $path to $caller", async ({ definition, caller }) => {
    const { request, wanted } = await asked(definition, caller);
    const isChange = wanted === "OK" && definition.type !== "query";
    // What may be done is done; here it is about what may not.
    if (isChange) return expect(caller).toBe("user");
    expect([wanted, ...LIMITED]).toContain(await ask(request));
    const before = await snapshot();
    for (const [name, code] of Object.entries(await withHeaders(request))) {
      expect([wanted, ...LIMITED], name).toContain(code);
    }
    for (const code of await atOtherSpellings(request)) expect([...SHUT, ...LIMITED]).toContain(code);
    expect(await snapshot()).toBe(before);
  });
});

describe("a batch of calls that one may and may not make (Z11)", () => {
  it("Z11: is judged call by call, for a session and for a key", async () => {
    const list = definitions.find(({ path }) => path === "user.list");
    if (!list) return expect.fail("there is no user.list");
    const { person, other } = world;
    const calls = { 0: { json: { id: person.id } }, 1: { json: {} }, 2: { json: { id: other.id } }, 3: { json: {} } };
    const query = new URLSearchParams({ batch: "1", input: JSON.stringify(calls) });
    const target = `/api/trpc/user.byId,user.list,user.byId,health.live?${query}`;
    for (const [caller, verdicts] of [
      ["anonymous", ["UNAUTHENTICATED", "UNAUTHENTICATED", "UNAUTHENTICATED", "OK"]],
      ["user", ["OK", "FORBIDDEN", "NOT_FOUND", "OK"]],
      ["user's key", ["OK", "FORBIDDEN", "NOT_FOUND", "OK"]],
      ["key without", ["NOT_FOUND", "FORBIDDEN", "NOT_FOUND", "OK"]],
      ["admin", ["OK", "OK", "OK", "OK"]],
    ] as const) {
      const { request } = await asked(list, caller);
      const { envelopes } = await api("GET", target, { headers: request.credentials });
      const seen = envelopes.map((envelope) => (envelope.success ? "OK" : envelope.error.code));
      expect(seen, caller).toEqual(verdicts);
    }
  });
});
