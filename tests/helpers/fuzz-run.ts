import fc from "fast-check";
import { prisma } from "@/lib/prisma";
import { RateLimiter } from "@/lib/rate-limiter";
import { sessionCookieName } from "@/server/session-cookie";
import { faultsOf, type Ledger, lineOf, type Sent, type Want } from "./fuzz-answers";
import { type Attack, attackOf, plan } from "./fuzz-attacks";
import { type Cast, newCast } from "./fuzz-cast";
import { type FuzzOperation, fuzzOperations } from "./fuzz-document";
import { requestOf } from "./fuzz-wire";
import { sendTo, type WireAnswer } from "./http-client";
import { forgetLogs, logPosition } from "./logs";
import { snapshot } from "./matrix";
import { callerOf, freshWorld, goodInput, goodToken, type World } from "./samples";
import { signedIn } from "./world";

const PLANS_A_ROUND = 250;
const GOOD_A_ROUND = 5;
const CPU_MS = 50;
/** Hashing a password, and talking to a provider, take their time on purpose. */
const SLOW = /^(auth|account|identity|passkey|factor|apiKey)\./;

type Run = { port: number; ledger: Ledger };

async function timed(work: () => Promise<WireAnswer>): Promise<{ answer: WireAnswer; ms: number }> {
  const before = process.cpuUsage();
  const answer = await work();
  const { user, system } = process.cpuUsage(before);
  return { answer, ms: (user + system) / 1000 };
}

/** Over the limit each time: once can be the collector of garbage. */
async function isAlwaysSlow({ port }: Run, { request }: Sent): Promise<boolean> {
  const times: number[] = [];
  for (let attempt = 0; attempt < 5; attempt += 1) times.push((await timed(() => sendTo(port, request))).ms);
  return Math.min(...times) > CPU_MS;
}

/** As in a process that has just begun to count: limits have proofs of their own. */
function forgetCounts(): void {
  Reflect.set(globalThis, "gatehouseRateLimiter", new RateLimiter(undefined));
}

async function send(run: Run, sent: Sent): Promise<WireAnswer> {
  const since = logPosition();
  forgetCounts();
  const { answer, ms } = await timed(() => sendTo(run.port, sent.request));
  run.ledger.count(sent, answer.status);
  for (const fault of faultsOf(sent, answer, since)) run.ledger.report(fault, sent.kind, lineOf(sent, answer));
  const isRefusal = answer.status >= 400 && !SLOW.test(sent.operation.id);
  if (ms > CPU_MS && isRefusal && (await isAlwaysSlow(run, sent))) {
    run.ledger.report("over 50 ms of processor time", sent.kind, lineOf(sent, answer));
  }
  return answer;
}

/** Sends what must change nothing, and looks whether it did. */
async function sendHarmless(run: Run, attacks: readonly Attack[], cast: Cast): Promise<void> {
  // The first use of a key or session is noted; what follows within the minute is not.
  for (const headers of Object.values(cast.fields))
    await sendTo(run.port, { method: "GET", path: "/api/sessions", headers });
  const before = await snapshot();
  const lines: string[] = [];
  for (const attack of attacks) lines.push(lineOf(attack, await send(run, attack)));
  if ((await snapshot()) === before) return;
  run.ledger.report("creation leaked, or a refusal changed rows", "a round", lines.join("\n"));
}

const isDeletionOfRow = ({ id }: FuzzOperation) => /^(user|apiKey|passkey|identity|session)\.remove$/.test(id);

function idIn(answer: WireAnswer): string | null {
  return /"data":\{"id":"([0-9a-f-]{36})"/.exec(answer.text)?.[1] ?? null;
}

/** What was deleted is gone for every operation about such rows, over both surfaces. */
async function knockAfterDelete(run: Run, operation: FuzzOperation, id: string, headers: Record<string, string>) {
  const want: Want = { statuses: [404], codes: ["NOT_FOUND"], otherwise: "used after delete" };
  for (const other of fuzzOperations.filter(({ template }) => template === operation.template)) {
    const input: Record<string, string> = { id, name: "Gone", role: "USER", status: "ACTIVE" };
    const fields = Object.fromEntries(other.fields.map(({ name }) => [name, input[name]]));
    for (const surface of ["rest", "trpc"] as const) {
      const request = requestOf(other, surface, fields);
      const sent = { ...request, headers: { ...request.headers, ...headers } };
      await send(run, { kind: "used after delete", operation: other, surface, request: sent, want });
    }
  }
}

/** What was made is where the answer says, and is not shown to somebody else. */
async function lookUpCreated(run: Run, location: string, { admin, person }: World) {
  const byId = fuzzOperations.find(({ id }) => id === "user.byId");
  if (!byId || !location.startsWith("/api/users/")) return;
  const look = (headers: Record<string, string>, want: Want) =>
    send(run, {
      kind: "created",
      operation: byId,
      surface: "rest",
      request: { method: "GET", path: location, headers },
      want,
    });
  const people = await prisma.user.findMany({
    where: { id: { in: [admin.id, person.id] }, status: "ACTIVE" },
    select: { id: true, role: true },
  });
  const roles = new Map(people.map(({ id, role }) => [id, role]));
  const shown = "foreign row shown or changed";
  // By now they may be gone, or something else than they were.
  if (roles.get(admin.id) === "ADMIN") await look({ cookie: (await signedIn(admin)).cookie }, { statuses: [200] });
  if (roles.get(person.id) !== "USER") return;
  await look({ cookie: (await signedIn(person)).cookie }, { statuses: [404], otherwise: shown });
}

async function follow(run: Run, { operation, request }: Sent, answer: WireAnswer, world: World): Promise<void> {
  if (answer.status >= 300) return;
  const id = idIn(answer);
  const { cookie = "", authorization = "" } = request.headers ?? {};
  const headers: Record<string, string> = authorization === "" ? { cookie } : { authorization };
  if (id !== null && isDeletionOfRow(operation)) {
    const stillThere = await sendTo(run.port, { method: "GET", path: "/api/sessions", headers });
    if (stillThere.status === 200) await knockAfterDelete(run, operation, id, headers);
  }
  const { location } = answer.headers;
  if (location !== undefined) await lookUpCreated(run, location, world);
}

/** The call of each operation that succeeds, with what no schema can know: tokens, codes, answers of devices. */
async function sendGood(run: Run, operation: FuzzOperation): Promise<void> {
  const world = await freshWorld();
  const { definition, id } = operation;
  const token = await goodToken(definition, world);
  const input = await goodInput(definition, world, callerOf(definition, world));
  const surface = run.ledger.total % 2 === 0 ? "rest" : "trpc";
  const request = requestOf(operation, surface, input);
  const cookie = `${sessionCookieName()}=${token}`;
  const sent: Sent = {
    kind: `good ${surface}`,
    operation,
    surface,
    request: { ...request, headers: { ...request.headers, cookie } },
    want: { statuses: [surface === "rest" ? operation.successStatus : 200] },
  };
  await follow(run, sent, await send(run, sent), world);
  if (id === "account.remove") {
    const want: Want = { statuses: [401], otherwise: "used after delete" };
    const byId = fuzzOperations.find((each) => each.id === "session.list") ?? operation;
    const again = { method: "GET", path: "/api/sessions", headers: { cookie } };
    await send(run, { kind: "used after delete", operation: byId, surface: "rest", request: again, want });
  }
}

/** All of the answer that a replay has to repeat. */
const lasting = (text: string) => text.replace(/"(?:requestId|timestamp)":"[^"]*"/g, "");

/** The same key with the same request again: the same answer, and nothing done. */
async function repeat(run: Run, sent: Sent, before: WireAnswer): Promise<void> {
  if (before.status >= 300 || !("idempotency-key" in (sent.request.headers ?? {}))) return;
  const again = await send(run, { ...sent, kind: "repeated with its key" });
  // The first may have signed its sender out.
  if (again.status === 401 || again.status === 403) return;
  const isReplay = again.headers["idempotency-replayed"] === "true" && lasting(again.text) === lasting(before.text);
  if (!isReplay) run.ledger.report("a repeated key not replayed", sent.kind, lineOf(sent, again));
}

async function round(run: Run, seed: number, index: number): Promise<void> {
  const cast = await newCast();
  const attacks = fc.sample(plan, { seed: seed + index, numRuns: PLANS_A_ROUND }).map((each) => attackOf(each, cast));
  await sendHarmless(
    run,
    attacks.filter(({ isHarmless }) => isHarmless),
    cast,
  );
  for (const attack of attacks.filter(({ isHarmless }) => !isHarmless)) {
    const answer = await send(run, attack);
    await repeat(run, attack, answer);
    await follow(run, attack, answer, cast.world);
  }
  for (let each = 0; each < GOOD_A_ROUND; each += 1) {
    const operation = fuzzOperations[(index * GOOD_A_ROUND + each) % fuzzOperations.length];
    if (operation) await sendGood(run, operation);
  }
  forgetLogs();
}

/** Sends so many requests, round after round, each in a world of its own. */
export async function fuzz(run: Run, requests: number, seed: number): Promise<void> {
  for (let index = 0; run.ledger.total < requests; index += 1) await round(run, seed, index);
}
