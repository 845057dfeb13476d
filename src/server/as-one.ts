import { getTRPCErrorFromUnknown } from "@trpc/server";
import { type MiddlewareFunction, middlewareMarker } from "@trpc/server/unstable-core-do-not-import";
import type { Context } from "./context";
import { type Meta, middleware } from "./trpc";

type Step = MiddlewareFunction<Context, Meta, object, object, unknown>;
type Options = Parameters<Step>[0];
type Outcome = Awaited<ReturnType<Step>>;

/**
 * Several middlewares that change nothing of the context, as one. They run as tRPC would run them, each seeing what came of
 * the ones behind it; tRPC itself makes four copies of the call's options and context for each middleware.
 */
export function asOne(...middlewares: readonly { _middlewares: readonly Step[] }[]) {
  const steps = middlewares.flatMap(({ _middlewares }) => _middlewares);

  async function run(index: number, options: Options): Promise<Outcome> {
    const step = steps[index];
    if (!step) return options.next();
    try {
      return await step({ ...options, next: () => run(index + 1, options) });
    } catch (cause) {
      return { marker: middlewareMarker, ok: false, error: getTRPCErrorFromUnknown(cause) };
    }
  }

  return middleware((options) => run(0, options));
}
