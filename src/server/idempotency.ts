import superjson from "superjson";
import { z } from "zod";
import { AppError, ERRORS, type ErrorCode, invalidField } from "@/lib/errors";
import { networkOf } from "@/lib/network";
import { hashToken } from "@/lib/token";
import type { KeyedCall } from "@/services/idempotency.service";
import type { Context } from "./context";

export const KEY_FIELD = "Idempotency-Key";
export const REPLAYED_FIELD = "Idempotency-Replayed";

/** A structured field's string, or the same without its quotes, as most clients send it. */
const KEY = /^(?:"([!#-[\]-~]{1,255})"|([!#-[\]-~]{1,255}))$/;

/** What the call found, and would find again. All else asks the client for something first, or is a fault of ours. */
const KEPT: readonly ErrorCode[] = ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"];

const detailSchema = z.object({ field: z.string(), issue: z.string() });
const answerSchema = z.union([
  z.object({ output: z.unknown(), cookies: z.array(z.string()) }),
  z.object({ code: z.enum(KEPT), message: z.string(), details: z.array(detailSchema).optional() }),
]);

/** How a call ended: with the procedure's output and the cookies that it set, or with a refusal. */
type Answer = { output: unknown; cookies: string[] } | AppError;

function readKey(value: string): string {
  const [, quoted, bare] = KEY.exec(value) ?? [];
  const key = quoted ?? bare;
  if (key === undefined) throw invalidField(KEY_FIELD, "Must be 1 to 255 visible ASCII characters.");
  return key;
}

/** Where nobody is signed in, the browser's session counts, whose ever it is, or else the network. */
function scopeOf(ctx: Context): string {
  if (ctx.caller() !== "anonymous") return ctx.caller();
  if (ctx.sessionToken !== null) return `session:${hashToken(ctx.sessionToken)}`;
  return `network:${ctx.ip === null ? "" : networkOf(ctx.ip)}`;
}

/** The same text for the same value, in whatever order its fields came. */
function canonical(value: unknown): unknown {
  if (value instanceof Date) return { date: value.getTime() };
  if (typeof value === "bigint") return { bigint: String(value) };
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return fields.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, field]) => [name, canonical(field)]);
}

/**
 * The call as it is known by its key: by the same caller, with the same input and precondition, on whichever surface.
 * @throws AppError `VALIDATION_ERROR` for an unfit key
 */
export function keyedCall(ctx: Context, field: string, path: string, input: unknown): KeyedCall {
  const request = JSON.stringify([path, canonical(input ?? {}), ctx.ifMatch]);
  return { caller: scopeOf(ctx), key: readKey(field), request };
}

/** Whether a refusal is the call's answer for good. */
export function isKept({ code }: AppError): boolean {
  return KEPT.includes(code);
}

/** Whether the call may have been carried out all the same. */
export function isFault({ code }: AppError): boolean {
  return ERRORS[code].status >= 500;
}

export function writeAnswer(answer: Answer): string {
  if (!(answer instanceof AppError)) return superjson.stringify(answer);
  const { code, message, details } = answer;
  return superjson.stringify({ code, message, ...(details && { details }) });
}

export function readAnswer(text: string): Answer {
  const answer = answerSchema.parse(superjson.parse(text));
  if (!("code" in answer)) return answer;
  const { code, message, details } = answer;
  return new AppError(code, { message, ...(details && { details }) });
}
