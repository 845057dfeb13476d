import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { RateLimiter } from "@/lib/rate-limiter";
import { hashToken } from "@/lib/token";
import { appRouter } from "@/server/root";
import { processAccountRequests } from "@/services/account-request.service";
import { readDatamodel } from "../../prisma/migrate/dmmf";
import { actAs } from "./impersonation";
import { forgetLogs } from "./logs";
import type { Step } from "./model-steps";
import { UserModel } from "./model-users";
import { definitionsOf } from "./procedure-rules";
import type { Input } from "./samples";
import { SURFACES } from "./surfaces";
import { makeUser, signedIn } from "./world";

const BEGIN = Date.parse("2026-03-08T07:30:00.000Z");
const definitions = new Map(definitionsOf(appRouter).map((definition) => [definition.path, definition]));
const { models } = readDatamodel(readFileSync("prisma/schema.prisma", "utf8"));
const ABOUT_ROWS = /^(user\.(?:byId|update|replace|remove|sendReset)|session\.\w+OfUser|impersonation\.start)$/;

/** Makes texts of two runs comparable: what is drawn at random is left out, and IDs are numbered as they come. */
class Normaliser {
  readonly #ids = new Map<string, string>();

  #known = (id: string): string => {
    const name = this.#ids.get(id) ?? `id-${this.#ids.size}`;
    this.#ids.set(id, name);
    return name;
  };

  answer(text: string): string {
    return this.#withoutRandom(text).replace(UUID, this.#known);
  }

  /** Rows come in any order, so an ID that no answer has shown has no number. */
  row(text: string): string {
    return this.#withoutRandom(text).replace(UUID, (id) => this.#ids.get(id) ?? "id-?");
  }

  #withoutRandom(text: string): string {
    return text
      .replace(/(?:req|job|proc)_[0-9a-z]{26}(?:\.\d)?/g, "req")
      .replace(/"nextCursor":"[^"]+"/g, '"nextCursor":"…"')
      .replace(/gk_\w+/g, "gk")
      .replace(/"(?!id-)[\w$+/=.,:-]{40,}"/g, '"…"')
      .replace(/"hash":"[^"]*"/g, '"hash":"…"');
  }
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

type People = { id: string; role: string }[];
type Run = { model: UserModel; normaliser: Normaliser; tokens: Map<string, string>; lines: string[]; faults: string[] };

async function activePeople(): Promise<People> {
  const order = [{ createdAt: "asc" as const }, { email: "asc" as const }];
  return prisma.user.findMany({ where: { status: "ACTIVE" }, select: { id: true, role: true }, orderBy: order });
}

/** A live session of that person's, opened where there is none. */
async function tokenOf({ tokens }: Run, id: string): Promise<string> {
  const known = tokens.get(id);
  const where = { tokenHash: hashToken(known ?? "") };
  const row = known && (await prisma.session.findUnique({ where, select: { id: true } }));
  if (known && row) return known;
  const { token } = await signedIn({ id });
  tokens.set(id, token);
  return token;
}

/** Half of the steps are an admin's, as those may do most. */
function choose(people: People, { actor }: Step): string {
  const admins = people.filter(({ role }) => role === "ADMIN");
  const among = actor % 2 === 0 && admins.length > 0 ? admins : people;
  return among[actor % among.length]?.id ?? "";
}

async function inputOf({ model }: Run, { path, input, target }: Step): Promise<Input> {
  if (!ABOUT_ROWS.test(path)) return input;
  const { ids } = model;
  return { ...input, id: ids[target % ids.length] };
}

/** What the worker makes of sign-ups: accounts that the model has to know. */
async function runWorker({ model }: Run): Promise<void> {
  await processAccountRequests();
  const select = { id: true, email: true, name: true, role: true, status: true } as const;
  const order = [{ createdAt: "asc" as const }, { email: "asc" as const }];
  for (const user of await prisma.user.findMany({ select, orderBy: order })) {
    if (!model.ids.includes(user.id)) model.add(user.id, user);
  }
}

async function perform(run: Run, step: Step): Promise<void> {
  if (step.path === "worker") return runWorker(run);
  const definition = definitions.get(step.path);
  if (!definition) throw new Error(`there is no ${step.path}`);
  const people = await activePeople();
  const actor = choose(people, step);
  const isStop = step.path === "impersonation.stop";
  const other = people.find(({ id, role }) => id !== actor && role === "USER");
  const isAdmin = people.some(({ id, role }) => id === actor && role === "ADMIN");
  const token = isStop && isAdmin && other ? (await actAs({ id: actor }, other)).token : await tokenOf(run, actor);
  const input = await inputOf(run, step);
  const { status, envelope } = await SURFACES[step.surface](definition, input, token);
  const verdict = envelope.success ? "OK" : envelope.error.code;
  const wrong = envelope.success ? run.model.learn(step.path, input, envelope) : null;
  if (wrong !== null) run.faults.push(`step ${run.lines.length}: ${step.path}: ${wrong}`);
  if (status >= 500) run.faults.push(`step ${run.lines.length}: ${step.path}: ${status}`);
  run.lines.push(`${step.path} ${verdict} ${run.normaliser.answer(JSON.stringify(envelope))}`);
}

/** Every row of every table, in words that do not depend on the database. */
async function rowsOf({ normaliser }: Run): Promise<string[]> {
  const tables: string[] = [];
  for (const { name } of models) {
    const delegate: { findMany(): Promise<unknown[]> } = Reflect.get(prisma, name[0]?.toLowerCase() + name.slice(1));
    const rows = await delegate.findMany();
    const texts = rows.map((row) =>
      normaliser.row(JSON.stringify(row, (_key, value) => (typeof value === "bigint" ? `${value}` : value))),
    );
    tables.push(...texts.sort().map((text) => `${name} ${text}`));
  }
  return tables;
}

/**
 * Walks through the steps on this database.
 * @returns what was answered and, every so often, all rows as a hash; the rows at the end; and what the model found wrong
 */
export async function walk(steps: readonly Step[], compareEvery: number) {
  const run: Run = { model: new UserModel(), normaliser: new Normaliser(), tokens: new Map(), lines: [], faults: [] };
  let at = BEGIN;
  setClock(() => new Date(at));
  for (const name of ["First Admin", "Second Admin", "Third Admin"]) {
    const user = await makeUser({ name, email: `${name[0]?.toLowerCase()}@model.example`, role: "ADMIN" });
    run.model.add(user.id, user);
    run.normaliser.answer(user.id);
    at += 1_000;
  }
  for (const [index, step] of steps.entries()) {
    at += step.after * 1_000 + 1;
    // Limits have proofs of their own, and would end this one after a minute.
    Reflect.set(globalThis, "gatehouseRateLimiter", new RateLimiter(undefined));
    await perform(run, step);
    forgetLogs();
    if ((index + 1) % compareEvery !== 0) continue;
    const hash = createHash("sha256")
      .update((await rowsOf(run)).join("\n"))
      .digest("hex");
    run.lines.push(`rows after ${index + 1} steps: ${hash}`);
  }
  return { lines: run.lines, faults: run.faults, rows: await rowsOf(run) };
}
