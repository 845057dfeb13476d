import { type AnyTRPCRouter, getTRPCErrorFromUnknown, getTRPCErrorShape } from "@trpc/server";
import { AppError } from "@/lib/errors";
import type { Context } from "./context";
import { toAppError, toTrpcError } from "./errors";
import type { Limited } from "./limit-call";
import type { Call as ProcedureCall, Run } from "./run-procedure";

type Config = AnyTRPCRouter["_def"]["_config"];

/** A procedure that can be called. */
export type Callable = Limited & { type: ProcedureCall["type"]; run: Run };

/** A call as tRPC's clients write it; there need not be a procedure of that name. */
export type Call = { path: string; procedure: Callable | undefined; wireInput: unknown };

/** Who calls, in what is one request. */
export type Caller = {
  config: Config;
  ctx: Context;
  /** Told what went wrong before a procedure could write its line. */
  onStray: (error: AppError) => void;
};

/** What came of a call, as tRPC's clients read it. */
export type Outcome = { body: unknown; status: number; error: AppError | null };

/** Made into values once, and only if somebody asks: a call that is refused before has cost no more than its JSON. */
function inputReader({ transformer }: Config, wireInput: unknown): () => unknown {
  const read = (): unknown => {
    if (wireInput === undefined) return undefined;
    try {
      return transformer.input.deserialize(wireInput);
    } catch (cause) {
      // Such as a text that is said to be a bigint.
      throw new AppError("MALFORMED_REQUEST", { message: "The input is not what the client library sends.", cause });
    }
  };
  let value: { input: unknown } | undefined;
  return () => {
    value ??= { input: read() };
    return value.input;
  };
}

/** A failure in the shape that the router's formatter gives it, as tRPC's clients read it. */
export function failedOutcome(config: Config, error: AppError, path?: string, ctx?: Context): Outcome {
  const shape = getTRPCErrorShape({ config, error: toTrpcError(error), type: "unknown", path, input: undefined, ctx });
  return { body: { error: config.transformer.output.serialize(shape) }, status: error.status, error };
}

/**
 * Calls a procedure as tRPC's own handler for HTTP does, but without the Request, the Response and the two AbortControllers
 * that it makes for each, which cost more than the rest of a call together.
 * Never throws.
 */
export async function callProcedure(
  { config, ctx, onStray }: Caller,
  call: Call,
  batchIndex: number,
): Promise<Outcome> {
  const { path, procedure, wireInput } = call;
  try {
    if (!procedure) throw toTrpcError(new AppError("NOT_FOUND"));
    const { type, run } = procedure;
    const data = await run({ ctx, path, type, readInput: inputReader(config, wireInput), batchIndex });
    return { body: { result: { data: config.transformer.output.serialize(data) } }, status: 200, error: null };
  } catch (thrown) {
    const cause = getTRPCErrorFromUnknown(thrown);
    const error = toAppError(cause);
    // A procedure logs its failures itself, and those have our error for a cause.
    if (!procedure || !(cause.cause instanceof AppError)) onStray(error);
    return failedOutcome(config, error, path, ctx);
  }
}
