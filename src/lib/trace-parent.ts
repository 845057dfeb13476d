/** @see https://www.w3.org/TR/trace-context/#traceparent-header; versions to come may have more at the end. */
const FIELD = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const MAX_LENGTH = 256;
const SAMPLED = 1;

export type TraceParent = { traceId: string; spanId: string; isSampled: boolean };

/** Reads a `traceparent` field, which anybody can send; null for what is none. */
export function parseTraceParent(field: string | null): TraceParent | null {
  if (field === null || field.length > MAX_LENGTH) return null;
  const [, version, traceId = "", spanId = "", flags = "", more] = FIELD.exec(field) ?? [];
  if (version === undefined || version === "ff" || (version === "00" && more !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}
