import { randomBytes } from "node:crypto";
import { type Context, createContextKey, trace } from "@opentelemetry/api";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import type { Env } from "./env-schema";

const STRANGER = createContextKey("the parent is a stranger's");
const TRACE_ID_BYTES = 16;

/** Marks a context whose remote parent may name the trace, and may not say whether it is sampled. */
export function markStranger(context: Context): Context {
  return context.setValue(STRANGER, true);
}

/**
 * Whether a request is traced is for us to say: otherwise anybody could have all of theirs traced, or none, by a flag or,
 * as the share is a function of the trace's ID, by choosing that. So for strangers it is decided as for a new trace.
 */
function deafToStrangers(sampler: Sampler): Sampler {
  return {
    shouldSample(context, traceId, ...rest) {
      if (context.getValue(STRANGER) !== true) return sampler.shouldSample(context, traceId, ...rest);
      return sampler.shouldSample(trace.deleteSpan(context), randomBytes(TRACE_ID_BYTES).toString("hex"), ...rest);
    },
    toString: () => `DeafToStrangers{${sampler.toString()}}`,
  };
}

/** The sampler that `OTEL_TRACES_SAMPLER` names. */
export function createSampler({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }: Env): Sampler {
  const roots = { always_on: new AlwaysOnSampler(), always_off: new AlwaysOffSampler() };
  const named = name.replace("parentbased_", "");
  const root = named === "always_on" || named === "always_off" ? roots[named] : new TraceIdRatioBasedSampler(ratio);
  return deafToStrangers(name.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root);
}
