import { channel } from "node:diagnostics_channel";
import { z } from "zod";
import type { AccountRequestKind } from "@/generated/mysql/client";
import { now } from "@/lib/clock";
import { isUniqueViolation } from "@/lib/db-errors";
import { transaction } from "@/lib/db-retry";
import { logger } from "@/lib/logger";
import { prisma, type Tx } from "@/lib/prisma";
import { runWithRequest } from "@/lib/request-context";
import { newRequestId } from "@/lib/request-id";
import { open, seal } from "@/lib/secret-box";
import { wasMailedJustNow } from "./link-pause";
import { mailLink } from "./link-token.service";
import { OUTBOX_CHANNEL } from "./outbox.service";
import { linkOwnerSelect, mailPasswordLink } from "./password-link";
import { type Registration, register, registerAgain } from "./registration";
import { lockUser } from "./user-lock";

const DEFAULT_BATCH = 50;

const PURPOSE = "signUp";

type Request = { id: string; kind: AccountRequestKind; email: string; payload: string | null; createdAt: Date };
type Options = { batch?: number; limit?: number; signal?: AbortSignal };
type Processed = { handled: number; failed: number };

/** One write, whoever has the address: the worker looks into it afterwards. */
async function ask(kind: AccountRequestKind, email: string, payload: string | null = null): Promise<void> {
  const data = { kind, email, payload, createdAt: now() };
  await transaction((tx) => tx.accountRequest.createMany({ data }));
  channel(OUTBOX_CHANNEL).publish(kind);
}

const signUpSchema = z.object({ name: z.string(), passwordHash: z.string() });

/** Asks for an account. Neither the answer nor its time tells whether there is one already (A2, A3). */
export function askForAccount({ email, name, passwordHash }: Registration): Promise<void> {
  return ask("SIGN_UP", email, seal(JSON.stringify({ name, passwordHash }), PURPOSE));
}

/** Asks for a link to choose a new password. Neither the answer nor its time tells whether there is an account (A1, A2). */
export function forgotPassword({ email }: { email: string }): Promise<void> {
  return ask("FORGOT_PASSWORD", email);
}

/** Asks for another verification mail. Neither the answer nor its time tells whether there is an account (A1, A2). */
export function resendVerification({ email }: { email: string }): Promise<void> {
  return ask("RESEND_VERIFICATION", email);
}

const ownerSelect = { ...linkOwnerSelect, emailVerifiedAt: true } as const;

/** The caller holds the user's row. */
async function answer(tx: Tx, userId: string, { kind, email }: Request): Promise<void> {
  const owner = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: ownerSelect });
  if (owner.status !== "ACTIVE" || owner.email !== email) return;
  if (kind === "FORGOT_PASSWORD") {
    if (!(await wasMailedJustNow(tx, userId, "RESET_PASSWORD"))) await mailPasswordLink(tx, owner, null);
    return;
  }
  if (owner.emailVerifiedAt !== null || owner.passwordHash === null) return;
  if (await wasMailedJustNow(tx, userId, "VERIFY_EMAIL")) return;
  await mailLink(tx, { userId, to: email, name: owner.name, template: "verifyEmail" });
}

function registrationOf({ email, payload }: Request): Registration {
  return { email, ...signUpSchema.parse(JSON.parse(open(payload ?? "", PURPOSE))) };
}

async function answerSignUp(tx: Tx, userId: string | null, request: Request): Promise<void> {
  const registration = registrationOf(request);
  await (userId === null ? register(tx, registration) : registerAgain(tx, userId, registration));
}

async function handle(request: Request): Promise<void> {
  const { id, email, kind } = request;
  // Before the transaction, in which the user's row comes first.
  const found = await prisma.user.findUnique({ where: { email }, select: { id: true } });
  await transaction(async (tx) => {
    const userId = found !== null && (await lockUser(tx, found.id)) ? found.id : null;
    // Several workers may have found the row; who deletes it answers it.
    const { count } = await tx.accountRequest.deleteMany({ where: { id } });
    if (count === 0) return;
    if (kind === "SIGN_UP") await answerSignUp(tx, userId, request);
    else if (userId !== null) await answer(tx, userId, request);
  });
}

async function tryToHandle(request: Request): Promise<boolean> {
  try {
    // Two workers may open one account at once: for the loser, by now it is there like any other.
    await handle(request).catch((error: unknown) => {
      if (!isUniqueViolation(error)) throw error;
      return handle(request);
    });
    return true;
  } catch (error) {
    logger.error({ err: error, kind: request.kind }, "a request could not be answered, will try again");
    return false;
  }
}

async function nextBatch(after: Request | undefined, take: number): Promise<Request[]> {
  const createdAt = after?.createdAt;
  return prisma.accountRequest.findMany({
    // The outer bound alone lets the index start there; the inner one breaks ties.
    where: after && { createdAt: { gte: createdAt }, OR: [{ createdAt: { gt: createdAt } }, { id: { gt: after.id } }] },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take,
    select: { id: true, kind: true, email: true, payload: true, createdAt: true },
  });
}

/**
 * Answers every waiting request, oldest first, each in a transaction and under a request ID of its own: one that fails is
 * left for the next time and holds up no other. Several processes may do so at once.
 * @param options.limit how many at most; the rest waits for the next time
 * @param options.signal stops before the next request
 * @returns how many were dealt with, and how many failed
 */
export async function processAccountRequests({
  batch = DEFAULT_BATCH,
  limit = Number.POSITIVE_INFINITY,
  signal,
}: Options = {}): Promise<Processed> {
  const result = { handled: 0, failed: 0 };
  let requests = await nextBatch(undefined, batch);
  while (requests.length > 0) {
    for (const request of requests) {
      if (signal?.aborted || result.handled + result.failed >= limit) return result;
      // Nobody's address: whoever asked has proved nothing, and the worker serves many.
      const done = await runWithRequest({ requestId: newRequestId("job"), ip: null }, () => tryToHandle(request));
      result[done ? "handled" : "failed"] += 1;
    }
    requests = requests.length < batch ? [] : await nextBatch(requests.at(-1), batch);
  }
  return result;
}
