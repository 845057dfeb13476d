import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from "@opentelemetry/api";
import { SamplingDecision } from "@opentelemetry/sdk-trace";
import { describe, expect, it } from "vitest";
import { loadEnv } from "@/lib/env-schema";
import { createSampler, markStranger } from "@/lib/sampler";
import { parseTraceParent } from "@/lib/trace-parent";

const ALWAYS_IN_THE_SHARE = "0".repeat(31).concat("1");
const NEVER_IN_THE_SHARE = "f".repeat(32);
const SPAN_ID = "00f067aa0ba902b7";
const ROUNDS = 400;

type Parent = { traceId: string; isSampled: boolean; isStranger: boolean };

/** Which share of requests with this parent is sampled. */
function shareOf(variables: Record<string, string>, { traceId, isSampled, isStranger }: Parent): number {
  const sampler = createSampler(loadEnv(variables));
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  const remote = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: SPAN_ID, traceFlags, isRemote: true });
  const context = isStranger ? markStranger(remote) : remote;
  let sampled = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { decision } = sampler.shouldSample(context, traceId, "GET", SpanKind.SERVER, {}, []);
    if (decision === SamplingDecision.RECORD_AND_SAMPLED) sampled += 1;
  }
  return sampled / ROUNDS;
}

const half = (name: string) => ({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: "0.5" });

describe("the sampler", () => {
  it.each(["parentbased_traceidratio", "traceidratio"])(
    "%s: a stranger can neither force a trace nor prevent one",
    (name) => {
      for (const traceId of [ALWAYS_IN_THE_SHARE, NEVER_IN_THE_SHARE]) {
        for (const isSampled of [true, false]) {
          const share = shareOf(half(name), { traceId, isSampled, isStranger: true });
          expect(share).toBeGreaterThan(0.3);
          expect(share).toBeLessThan(0.7);
        }
      }
    },
  );

  it("takes the word of a proxy of ours", () => {
    const said = (isSampled: boolean) =>
      shareOf(half("parentbased_traceidratio"), { traceId: NEVER_IN_THE_SHARE, isSampled, isStranger: false });
    expect([said(true), said(false)]).toEqual([1, 0]);
  });

  it.each([
    ["always_on", 1],
    ["always_off", 0],
    ["parentbased_always_on", 1],
    ["parentbased_always_off", 0],
  ])("%s is that for strangers", (OTEL_TRACES_SAMPLER, share) => {
    const parent = { traceId: ALWAYS_IN_THE_SHARE, isSampled: share === 0, isStranger: true };
    expect(shareOf({ OTEL_TRACES_SAMPLER }, parent)).toBe(share);
  });
});

describe("parseTraceParent", () => {
  const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

  it("reads IDs and flag, also of versions to come", () => {
    const read = { traceId: TRACE_ID, spanId: SPAN_ID };
    expect(parseTraceParent(`00-${TRACE_ID}-${SPAN_ID}-01`)).toEqual({ ...read, isSampled: true });
    expect(parseTraceParent(`00-${TRACE_ID}-${SPAN_ID}-fe`)).toEqual({ ...read, isSampled: false });
    expect(parseTraceParent(`cc-${TRACE_ID}-${SPAN_ID}-03-what`)).toEqual({ ...read, isSampled: true });
  });

  it("takes nothing else", () => {
    for (const field of [
      null,
      "",
      "00",
      `00-${TRACE_ID}-${SPAN_ID}`,
      `00-${TRACE_ID}-${SPAN_ID}-1`,
      ` 00-${TRACE_ID}-${SPAN_ID}-01`,
    ]) {
      expect(parseTraceParent(field)).toBeNull();
    }
  });
});
