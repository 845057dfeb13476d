import { env } from "@/lib/env";
import { inSpan } from "@/lib/tracing";

type Service = (...args: never[]) => Promise<unknown>;

/**
 * A service's functions, each call of which is a span by the function's name. Where nobody traces they are the functions
 * themselves, so that it costs nothing.
 */
export function traced<Services extends Record<string, Service>>(services: Services): Services {
  if (!env.TELEMETRY.traces) return services;
  const wrap = ([name, service]: [string, Service]) => [
    name,
    (...args: never[]) => inSpan(name, { "code.function.name": name }, () => service(...args)),
  ];
  // Each has the same name, parameters and result as before, which fromEntries cannot tell.
  return Object.fromEntries(Object.entries(services).map(wrap)) as Services;
}
