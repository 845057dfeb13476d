import { z } from "zod";
import { schemaGaps } from "./schema-gaps";
import type { Contract, RestOperation } from "./snapshot";
import { type Change, changesOf, type Direction } from "./wording";

type Definitions = ReadonlyMap<string, unknown>;
type Side<T> = { it: T; schemas: Definitions };

function between(where: string, direction: Direction, old: Side<unknown>, now: Side<unknown>): Change[] {
  const [sent, known] = direction === "input" ? [old, now] : [now, old];
  const isRead = direction === "output";
  const gaps = (narrow: Side<unknown>, wide: Side<unknown>) =>
    schemaGaps(narrow.it, wide.it, { narrow: narrow.schemas, wide: wide.schemas, isRead });
  return [
    ...changesOf(where, { direction, tone: "breaking", gaps: gaps(sent, known) }),
    ...changesOf(where, { direction, tone: "additive", gaps: gaps(known, sent) }),
  ];
}

/** What is in one of the tables only, and what to do for that which is in both. */
function pair<T>(
  old: ReadonlyMap<string, T>,
  now: ReadonlyMap<string, T>,
  both: (name: string, was: T, is: T) => Change[],
): Change[] {
  const gone = [...old.keys()].filter((name) => !now.has(name));
  const added = [...now.keys()].filter((name) => !old.has(name));
  return [
    ...gone.map((where) => ({ where, what: "was removed", isBreaking: true })),
    ...added.map((where) => ({ where, what: "is new", isBreaking: false })),
    ...[...old].flatMap(([name, was]) => {
      const is = now.get(name);
      return is === undefined ? [] : both(name, was, is);
    }),
  ];
}

function deprecation(where: string, was: { deprecated: boolean }, is: { deprecated: boolean }): Change[] {
  if (was.deprecated === is.deprecated) return [];
  return [{ where, what: is.deprecated ? "is deprecated" : "is not deprecated any more", isBreaking: false }];
}

function operationsOf({ paths }: Contract["openapi"]): Map<string, RestOperation> {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, it]): [string, RestOperation] => [`${method.toUpperCase()} ${path}`, it]),
  );
  return new Map(all);
}

/** The request as one object, whose fields are the places of its parts: `query.limit`, `body.email`. */
function requestOf({ parameters, requestBody }: RestOperation): unknown {
  const parts = parameters.map(({ in: place, name, required, schema }) => ({
    at: `${place}.${name}`,
    required,
    schema,
  }));
  if (requestBody) {
    parts.push({ at: "body", required: requestBody.required, schema: requestBody.content["application/json"]?.schema });
  }
  return {
    type: "object",
    properties: Object.fromEntries(parts.map(({ at, schema }) => [at, schema])),
    required: parts.filter(({ required }) => required).map(({ at }) => at),
    additionalProperties: false,
  };
}

const successSchema = z.object({
  content: z.record(z.string(), z.object({ schema: z.unknown() })),
  headers: z.record(z.string(), z.unknown()),
});

function successOf({ responses }: RestOperation) {
  const [status = "200"] = Object.keys(responses).filter((each) => each.startsWith("2"));
  const { content, headers } = successSchema.parse(responses[status]);
  return { status, schema: content["application/json"]?.schema, headers: Object.keys(headers) };
}

function statusesOf({ responses }: RestOperation): string[] {
  return Object.keys(responses).filter((status) => !status.startsWith("2"));
}

function only(one: readonly string[], other: readonly string[]): string[] {
  return one.filter((each) => !other.includes(each));
}

/** The ways of showing who one is: any of them will do. */
function waysOf({ security }: RestOperation): string[] {
  if (security.length === 0) return ["nobody in particular"];
  return security.flatMap((way) =>
    Object.entries(way).map(([scheme, scopes]) =>
      scopes.length === 0 ? scheme : `${scheme} with ${scopes.join(" and ")}`,
    ),
  );
}

function answerChanges(where: string, was: RestOperation, is: RestOperation): Change[] {
  const [old, now] = [successOf(was), successOf(is)];
  const moved = old.status !== now.status;
  const say = (isBreaking: boolean) => (what: string) => ({ where, what, isBreaking });
  return [
    ...(moved ? [`succeeds with ${now.status} instead of ${old.status}`] : []).map(say(true)),
    ...only(old.headers, now.headers).map((name) => say(true)(`its answer has no ${name} any more`)),
    ...only(now.headers, old.headers).map((name) => say(false)(`its answer has ${name}`)),
    ...only(statusesOf(is), statusesOf(was)).map((status) => say(false)(`may answer ${status}`)),
    ...only(statusesOf(was), statusesOf(is)).map((status) => say(false)(`never answers ${status} any more`)),
  ];
}

function accessChanges(where: string, was: RestOperation, is: RestOperation): Change[] {
  const isFree = is.security.length === 0;
  const lost = isFree ? [] : only(waysOf(was), waysOf(is));
  const won = only(waysOf(is), waysOf(was));
  return [
    ...lost.map((way) => ({ where, what: `cannot be called by ${way} any more`, isBreaking: true })),
    ...won.map((way) => ({ where, what: `can be called by ${way}`, isBreaking: false })),
  ];
}

function restChanges(old: Contract["openapi"], now: Contract["openapi"]): Change[] {
  const [before, after] = [old, now].map(({ components }) => new Map(Object.entries(components.schemas)));
  return pair(operationsOf(old), operationsOf(now), (where, was, is) => {
    const sides = (of: (operation: RestOperation) => unknown) =>
      [
        { it: of(was), schemas: before ?? new Map() },
        { it: of(is), schemas: after ?? new Map() },
      ] as const;
    const isRenamed = was.operationId !== is.operationId;
    return [
      ...(isRenamed
        ? [{ where, what: `is called ${is.operationId} instead of ${was.operationId}`, isBreaking: true }]
        : []),
      ...deprecation(where, was, is),
      ...between(where, "input", ...sides(requestOf)),
      ...answerChanges(where, was, is),
      ...between(where, "output", ...sides((operation) => successOf(operation).schema)),
      ...accessChanges(where, was, is),
    ];
  });
}

function trpcChanges(old: Contract["trpc"], now: Contract["trpc"]): Change[] {
  const before = new Map(Object.entries(old.schemas));
  const after = new Map(Object.entries(now.schemas));
  const table = ({ procedures }: Contract["trpc"]) => new Map(Object.entries(procedures));
  return pair(table(old), table(now), (where, was, is) => [
    ...(was.type === is.type ? [] : [{ where, what: `is a ${is.type} instead of a ${was.type}`, isBreaking: true }]),
    ...deprecation(where, was, is),
    ...between(where, "input", { it: was.input ?? {}, schemas: before }, { it: is.input ?? {}, schemas: after }),
    ...between(where, "output", { it: was.output, schemas: before }, { it: is.output, schemas: after }),
  ]);
}

/** The failure envelope, which every operation shares. */
function failureChanges({ openapi: old }: Contract, { openapi: now }: Contract): Change[] {
  const sideOf = ({ components: { schemas } }: Contract["openapi"]) => ({
    it: schemas.Failure,
    schemas: new Map(Object.entries(schemas)),
  });
  return between("every failure", "output", sideOf(old), sideOf(now));
}

/** What clients of `old` notice of `now`: the breaking changes first. */
export function compareContracts(old: Contract, now: Contract): Change[] {
  const all = [
    ...failureChanges(old, now),
    ...restChanges(old.openapi, now.openapi),
    ...trpcChanges(old.trpc, now.trpc),
  ];
  const unique = new Map(all.map((change) => [`${change.where} ${change.what}`, change]));
  return [...unique.values()].sort((a, b) => Number(b.isBreaking) - Number(a.isBreaking));
}
