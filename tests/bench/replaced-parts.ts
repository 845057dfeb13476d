/** By file under `src`: what becomes of its text. */
export type Replacements = Readonly<Record<string, (text: string) => string>>;

/**
 * Nobody signs in to the peers, so nobody is asked for here: every call comes from one admin, without the query that
 * would have found them. All that follows from the caller stays: permissions, limits, log.
 */
const CREDENTIALS = `import type { Actor } from "./actor";

export type Credentials = { sessionToken: string | null; authorization: string | null };

const id = "0198c0de-7a1b-7000-8000-000000000001";
const session = { kind: "session", sessionId: id, tokenHash: id, authenticatedAt: new Date(), impersonator: null } as const;

export async function authenticate(_credentials: Credentials): Promise<Actor | null> {
  // Another one for each request, as ever.
  return { userId: id, email: "admin@example.org", name: "Ada", role: "ADMIN", credential: session };
}
`;

/** The peers send no mails. */
const WORKER = `export function startOutboxWorker(_options: { intervalMs: number }) {
  return { wake: () => undefined, stop: async () => undefined };
}
`;

const ROOT = `import { z } from "zod";
import { publicProcedure } from "./procedures";
import { healthRouter } from "./routers/health.router";
import { createCallerFactory, router } from "./trpc";

const HEALTH = 2;
const thing = z.strictObject({ id: z.uuid() });
const things = Array.from({ length: Number(process.env.BENCH_PROCEDURES ?? "5") - HEALTH }, (_, at) => [
  "thing" + at,
  publicProcedure
    .meta({ rateLimit: false, rest: { method: "GET", path: "/things" + at + "/{id}" }, summary: "A thing.", description: "One of many." })
    .input(thing.clone())
    .output(thing.clone())
    .query(({ input }) => input),
]);

export const appRouter = router({ health: healthRouter, thing: router(Object.fromEntries(things)) });
export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
`;

const replacedBy = (text: string) => () => text;
/** Puts something at the end of a function's first line: what is behind it is never reached. */
const at = (line: string, more: string) => (text: string) => text.replace(line, `${line}${more}`);

/** Of the mails of all the users whom the whole run makes, none is sent meanwhile. */
export const WITHOUT_MAILS: Replacements = { "services/outbox-worker.ts": replacedBy(WORKER) };

export const OPEN: Replacements = { ...WITHOUT_MAILS, "services/credential.service.ts": replacedBy(CREDENTIALS) };

/** What traces, measures and writes the debug log, with nothing left in it: the calls are there, and are empty. */
export const NOBODY_WATCHES: Replacements = {
  "lib/tracing.ts": (text) =>
    at(
      "export function tracing(): Tracing | null {",
      " return null;",
    )(
      text.replace(
        "  const tracer = tracing();\n  const parent",
        "  return work(null);\n  const tracer = tracing();\n  const parent",
      ),
    ),
  "lib/metrics.ts": at("export function metrics(): Metrics | null {", " return null;"),
  "lib/request-context.ts": at("export function currentTraceId(): string | undefined {", " return undefined;"),
  "lib/decision.ts": (text) => text.replace(/\): void \{\n[\s\S]*\n\}/, "): void {}"),
  "server/http/observation.ts": at("export function observe(ask: () => Asked): Observation | null {", " return null;"),
  "server/log-call.ts": at("export function isInputLogged(): boolean {", " return false;"),
};

/** As many procedures as `BENCH_PROCEDURES` says. */
export const MANY_PROCEDURES: Replacements = { "server/root.ts": replacedBy(ROOT) };
