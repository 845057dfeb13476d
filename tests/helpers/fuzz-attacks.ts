import { randomUUID } from "node:crypto";
import fc, { type Arbitrary } from "fast-check";
import type { Sent, Want } from "./fuzz-answers";
import { type Cast, isStranger, permissionsOf, SENDERS, type Sender } from "./fuzz-cast";
import { type FuzzOperation, fuzzOperations } from "./fuzz-document";
import { type Input, inputOf, mutated, mutation } from "./fuzz-inputs";
import { DAMAGES, isDamage } from "./fuzz-malformed";
import { type FuzzSurface, judge, requestOf } from "./fuzz-wire";
import type { WireRequest } from "./http-client";
import { MISSING } from "./matrix";

const URL_MAX = 8_192;
const HEAD_NEARLY = 15_000;
const VERBS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "PURGE"];

const NOISE: readonly Record<string, string>[] = [
  { "x-request-id": "short" },
  { "x-request-id": "x".repeat(200) },
  { accept: "text/html" },
  { accept: "" },
  { "accept-encoding": "br;q=x,,*" },
  { "if-match": '"1", W/"2", *' },
  { "if-match": "nothing" },
  { "if-none-match": "*" },
  { "if-none-match": '"1", W/"1"' },
  { "x-forwarded-for": "127.0.0.1, ::1" },
  { "x-forwarded-host": "elsewhere.example" },
  { "x-http-method-override": "DELETE" },
  { "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy" },
  { rsc: "1", "next-router-prefetch": "1" },
  { "next-action": "0".repeat(40) },
  { range: "bytes=0-1" },
  { "trpc-accept": "application/jsonl" },
  { te: "trailers" },
  { "x-noise": "é\u00ff" },
];

/** What a browser says of a page that is not ours. */
const SITES: readonly Record<string, string>[] = [
  { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
  { origin: "https://elsewhere.example" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
];

export type Plan = {
  operation: FuzzOperation;
  sender: Sender;
  surface: FuzzSurface;
  input: Input;
  change: Parameters<typeof mutated>[1] | null;
  attack: "input" | "verb" | "damage" | "cross-site" | "foreign";
  pick: number;
  noise: Record<string, string> | null;
};

function planFor(operation: FuzzOperation): Arbitrary<Plan> {
  return fc.record({
    operation: fc.constant(operation),
    sender: fc.constantFrom(...SENDERS),
    surface: fc.constantFrom<FuzzSurface>("rest", "trpc"),
    input: inputOf(operation),
    change: fc.option(mutation, { freq: 4 }),
    attack: fc.oneof(
      { weight: 14, arbitrary: fc.constant("input" as const) },
      { weight: 2, arbitrary: fc.constant("verb" as const) },
      { weight: 4, arbitrary: fc.constant("damage" as const) },
      { weight: 1, arbitrary: fc.constant("cross-site" as const) },
      { weight: 2, arbitrary: fc.constant("foreign" as const) },
    ),
    pick: fc.nat(100_000),
    noise: fc.option(fc.constantFrom(...NOISE), { freq: 4 }),
  });
}

/** What to send, before it is known to whose rows and with which credentials. */
export const plan: Arbitrary<Plan> = fc.constantFrom(...fuzzOperations).chain(planFor);

export type Attack = Sent & {
  /** Whether a right answer leaves every row as it was. */
  isHarmless: boolean;
};

function fieldsOf({ fields }: Cast, sender: Sender, request: WireRequest, noise: Plan["noise"]): WireRequest {
  return { ...request, headers: { ...noise, ...request.headers, ...fields[sender] } };
}

function withRow({ operation, pick }: Plan, input: Input, { own, foreign }: Cast): Input {
  if (!operation.template.includes("{id}")) return input;
  const rows = [own.get(operation.id), foreign.get(operation.id), MISSING];
  return { ...input, id: rows[pick % rows.length] };
}

/** 401 for who has no good credentials and needs some, 403 for who may not; null for who may. */
function refusalOf({ operation, sender }: Plan): Want | null {
  if (operation.isOpen || permissionsOf(sender, operation.definition).length > 0) return null;
  const status = isStranger(sender) ? 401 : 403;
  return {
    statuses: [status],
    codes: [status === 401 ? "UNAUTHENTICATED" : "FORBIDDEN"],
    otherwise: "credentials ignored",
  };
}

/** Bad credentials are refused by who looks at them, also where none are needed. */
function alsoRefused({ sender, operation }: Plan): number[] {
  return operation.isOpen && operation.answers.has(401) && sender.startsWith("bad") ? [401] : [];
}

/** An ID that is none may make a path that leads nowhere. */
function isOddPath({ operation, surface }: Plan, fields: ReadonlySet<string>): boolean {
  return surface === "rest" && fields.has("id") && operation.template.includes("{id}");
}

function wantOfRefused(plan: Plan, fields: ReadonlySet<string>): Want {
  const refused = refusalOf(plan) ?? {};
  const statuses = [400, 404, 405, ...(refused.statuses ?? [])];
  return isOddPath(plan, fields) ? { statuses, otherwise: "credentials ignored" } : refused;
}

function wantOfInput(plan: Plan, input: Input, request: WireRequest): { want: Want; isValid: boolean } {
  const { path } = request;
  // Too long for one and, a little further on, for the whole head.
  if (path.length > URL_MAX)
    return { want: { statuses: path.length > HEAD_NEARLY ? [400, 414] : [414] }, isValid: false };
  const { isValid, fields } = judge(plan.operation, plan.surface, input);
  const refused = refusalOf(plan);
  // Such a key is refused wherever it is, before anybody asks who sends it.
  const isUnreadable = JSON.stringify(input).includes('"__proto__":') || path.includes("%ED%A0%80");
  if (refused && !isUnreadable) return { want: wantOfRefused(plan, fields), isValid: false };
  if (isValid) return { want: {}, isValid };
  const isOdd = isOddPath(plan, fields);
  const statuses = [400, ...(isOdd ? [404, 405] : []), ...alsoRefused(plan), ...(refused?.statuses ?? [])];
  return { want: { statuses, ...(!isOdd && { fields }), codes: codesFor(statuses) }, isValid };
}

function codesFor(statuses: readonly number[]): NonNullable<Want["codes"]> {
  return [
    "VALIDATION_ERROR",
    "MALFORMED_REQUEST",
    ...(statuses.includes(404) ? (["NOT_FOUND", "METHOD_NOT_ALLOWED"] as const) : []),
    ...(statuses.includes(401) ? (["UNAUTHENTICATED"] as const) : []),
    ...(statuses.includes(403) ? (["FORBIDDEN"] as const) : []),
  ];
}

function inputAttack(plan: Plan, cast: Cast): Attack {
  const { operation, surface, change, sender, noise } = plan;
  const based = withRow(plan, plan.input, cast);
  const input = change ? mutated(based, change) : based;
  const request = fieldsOf(cast, sender, requestOf(operation, surface, input), noise);
  const { want, isValid } = wantOfInput(plan, input, request);
  const kind = isValid ? `valid ${surface}` : `invalid or not allowed, ${surface}`;
  const isHarmless = !isValid || operation.definition.type === "query";
  const isKeyed = !isHarmless && plan.pick % 3 === 0;
  const sent = isKeyed ? { ...request, headers: { ...request.headers, "idempotency-key": randomUUID() } } : request;
  return { kind, operation, surface, request: sent, want, isHarmless };
}

function verbAttack(plan: Plan, cast: Cast): Attack {
  const { operation, surface, pick, sender } = plan;
  const request = requestOf(operation, surface, withRow(plan, plan.input, cast));
  const isQuery = operation.definition.type === "query";
  const allowed = surface === "rest" ? operation.allow : isQuery ? "GET, HEAD, OPTIONS" : "OPTIONS, POST";
  const others = VERBS.filter((verb) => !allowed.split(", ").includes(verb));
  const method = others[pick % others.length] ?? "PROPFIND";
  const { body: _body, ...bodiless } = request;
  const want: Want = { statuses: [405], codes: ["METHOD_NOT_ALLOWED"], allow: allowed };
  const [path = ""] = request.path.split("?");
  const sent = fieldsOf(cast, sender, { ...bodiless, method, path, headers: {} }, null);
  return { kind: "undeclared verb", operation, surface, request: sent, want, isHarmless: true };
}

function damageAttack(plan: Plan, cast: Cast): Attack {
  const { operation, surface, pick, sender } = plan;
  const request = requestOf(operation, surface, withRow(plan, plan.input, cast));
  const fitting = DAMAGES.filter((damage) => isDamage(damage, operation, surface) && damage.apply(request));
  const damage = fitting[pick % fitting.length];
  const damaged = damage?.apply(request);
  if (!damage || !damaged) throw new Error("nothing can be damaged");
  const sent = fieldsOf(cast, sender, damaged, null);
  // Who may not call is told so before a parameter is looked at.
  const refused =
    damage.name === "an unknown parameter" ? [...(refusalOf(plan)?.statuses ?? []), ...alsoRefused(plan)] : [];
  const statuses = [...damage.statuses, ...refused];
  return { kind: "malformed", operation, surface, request: sent, want: { statuses, also: statuses }, isHarmless: true };
}

/** Another site's page uses a visitor's cookie. */
function crossSiteAttack(plan: Plan, cast: Cast): Attack {
  const { operation, surface } = plan;
  if (operation.definition.type === "query") return inputAttack({ ...plan, attack: "input", change: null }, cast);
  const request = requestOf(operation, surface, withRow(plan, plan.input, cast));
  const site = SITES[plan.pick % SITES.length] ?? null;
  const sent = fieldsOf(cast, plan.pick % 2 === 0 ? "user" : "admin", request, site);
  const want: Want = { statuses: [403], codes: ["FORBIDDEN"], otherwise: "credentials ignored" };
  return { kind: "cross-site", operation, surface, request: sent, want, isHarmless: true };
}

/** A person asks for somebody else's row. */
function foreignAttack(plan: Plan, cast: Cast): Attack {
  const { operation, surface } = plan;
  const id = cast.foreign.get(operation.id);
  if (id === undefined) return inputAttack({ ...plan, attack: "input" }, cast);
  const sender = plan.pick % 2 === 0 ? "user" : "user's key";
  const input = { ...plan.input, id };
  const request = fieldsOf(cast, sender, requestOf(operation, surface, input), plan.noise);
  const { isValid } = judge(operation, surface, input);
  const statuses = [403, 404, ...(isValid ? [] : [400])];
  const want: Want = { statuses, otherwise: "foreign row shown or changed" };
  return { kind: "foreign row", operation, surface, request, want, isHarmless: true };
}

const BY_ATTACK = {
  input: inputAttack,
  verb: verbAttack,
  damage: damageAttack,
  "cross-site": crossSiteAttack,
  foreign: foreignAttack,
} satisfies Record<Plan["attack"], (plan: Plan, cast: Cast) => Attack>;

/** A precondition is looked at first where nothing has a version, and holds for nothing there. */
function withPrecondition(attack: Attack): Attack {
  const { operation, request, want } = attack;
  if (!want.statuses || request.headers?.["if-match"] === undefined || !operation.answers.has(412)) return attack;
  const codes = want.codes && ([...want.codes, "PRECONDITION_FAILED"] as const);
  return { ...attack, want: { ...want, statuses: [...want.statuses, 412], ...(codes && { codes }) } };
}

/** Makes the request of a plan, with what its answer has to be. */
export function attackOf(plan: Plan, cast: Cast): Attack {
  return withPrecondition(BY_ATTACK[plan.attack](plan, cast));
}
