import fc from "fast-check";
import superjson from "superjson";
import { describe, expect, it, vi } from "vitest";
import { serializeOutput } from "@/server/wire-output";

/** As it arrives; the order in which dates are named says nothing. */
const sent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const key = fc
  .oneof(fc.string(), fc.constantFrom("createdAt", "a.b", "a\\b", "0", "", "toString"))
  .filter((name) => !["__proto__", "constructor", "prototype"].includes(name));
const leaf = fc.oneof(
  fc.string(),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  fc.date(),
  fc.constantFrom(null, undefined, -0, 12n, new Date(0)),
  fc.constant(new Map([["a", 1]])),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("value")), fc.dictionary(key, tie("value"))),
}));
const row = () => ({ id: "x", createdAt: new Date(5), at: [new Date(6), null], version: 3 });

describe("serializeOutput", () => {
  it("writes what superjson writes, whatever it is given", () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(sent(serializeOutput(given))).toEqual(sent(superjson.serialize(given)));
      }),
      { numRuns: 500 },
    );
  });

  it("is read back by the client as it was", () => {
    const given = { data: [row(), row()], meta: { pagination: { nextCursor: null } } };
    expect(superjson.parse(JSON.stringify(serializeOutput(given)))).toEqual(given);
  });

  it("needs no superjson for what procedures answer with", () => {
    const serialize = vi.spyOn(superjson, "serialize");
    serializeOutput({ success: true, data: [row(), row()], meta: { timestamp: "2026-11-26T00:00:00.000Z" } });
    expect(serialize).not.toHaveBeenCalled();
    serializeOutput({ data: undefined });
    expect(serialize).toHaveBeenCalledOnce();
  });

  it.each([
    ["one object twice", () => [row()].flatMap((one) => [one, one])],
    ["one date twice", () => [new Date(0)].flatMap((one) => [one, one])],
    ["an invalid date", () => ({ at: new Date(Number.NaN) })],
    ["a date alone", () => new Date(0)],
    ["a point in a key", () => ({ "a.b": new Date(0) })],
    ["a class of its own", () => ({ at: new (class Own {})() })],
    ["no number", () => [Number.NaN, Number.POSITIVE_INFINITY, -0]],
  ])("leaves %s to superjson", (_what, make) => {
    const given = make();
    expect(sent(serializeOutput(given))).toEqual(sent(superjson.serialize(given)));
  });

  it("refuses, as superjson does, what could pollute a prototype", () => {
    expect(() => serializeOutput({ data: JSON.parse('{"__proto__":{"a":1}}') })).toThrow("prototype pollution");
  });
});
