import { type MiddlewareFunction, middlewareMarker } from "@trpc/server/unstable-core-do-not-import";
import { noteDecision } from "@/lib/decision";
import { AppError } from "@/lib/errors";
import { logger } from "@/lib/logger";
import { metrics } from "@/lib/metrics";
import { runBeyondBudget, runWithBeforeCommit } from "@/lib/request-context";
import {
  beginRun,
  keepAnswer,
  markCommitted,
  type Run,
  releaseIfUndone,
  releaseKey,
} from "@/services/idempotency.service";
import type { Context } from "../context";
import { toAppError } from "../errors";
import { isFault, isKept, keyedCall, REPLAYED_FIELD, readAnswer, writeAnswer } from "../idempotency";
import { traced } from "../service-spans";
import { type Meta, middleware } from "../trpc";

type Call = Parameters<MiddlewareFunction<Context, Meta, object, object, unknown>>[0];

const service = traced({ beginRun, keepAnswer });

/** The request ID and the time in the envelope are the new request's. */
function replay(ctx: Context, path: string, text: string) {
  const answer = readAnswer(text);
  ctx.responseHeaders.set(REPLAYED_FIELD, "true");
  metrics()?.count("gatehouse.idempotency.replays", { procedure: path });
  if (answer instanceof AppError) throw answer;
  for (const cookie of answer.cookies) ctx.responseHeaders.append("Set-Cookie", cookie);
  return { marker: middlewareMarker, ok: true as const, data: answer.output };
}

function write(run: Run, answer: Parameters<typeof writeAnswer>[0]): Promise<void> {
  if (!(answer instanceof AppError) || isKept(answer)) return service.keepAnswer(run, writeAnswer(answer));
  return isFault(answer) ? releaseIfUndone(run) : releaseKey(run);
}

/** Whatever happens here, the answer that there is goes out. */
async function writeDown(run: Run, answer: Parameters<typeof writeAnswer>[0]): Promise<void> {
  try {
    await runBeyondBudget(() => write(run, answer));
  } catch (error) {
    logger.warn({ err: error }, "the answer to a request with an idempotency key could not be kept");
  }
}

async function once({ ctx, path, getRawInput, next }: Call, key: string) {
  const { run, answer } = await service.beginRun(keyedCall(ctx, key, path, await getRawInput()));
  noteDecision("idempotency", { replayed: run === null });
  if (run === null) return replay(ctx, path, answer);
  const cookiesBefore = ctx.responseHeaders.getSetCookie().length;
  const result = await runWithBeforeCommit(
    (tx) => markCommitted(tx, run),
    () => next(),
  );
  const cookies = ctx.responseHeaders.getSetCookie().slice(cookiesBefore);
  await writeDown(run, result.ok ? { output: result.data, cookies } : toAppError(result.error));
  return result;
}

/** A mutation with an Idempotency-Key is carried out once; the same request again gets the same answer. */
export const idempotency = middleware((call) => {
  const { ctx, type, next } = call;
  return ctx.idempotencyKey === null || type !== "mutation" ? next() : once(call, ctx.idempotencyKey);
});
