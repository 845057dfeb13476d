import { describe, expect, it } from "vitest";
import { type FormField, localTime, readForm } from "@/client/form-values";

const reading = (field: FormField, text?: string) => readForm(text === undefined ? {} : { it: text }, { it: field }).it;

describe("what a form's texts stand for", () => {
  it.each<[FormField["as"], string, unknown]>([
    ["text", "a", "a"],
    ["number", "7", 7],
    ["number", "seven", Number.NaN],
    ["boolean", "on", true],
    ["boolean", "false", false],
    ["boolean", "maybe", "maybe"],
    ["date", "2026-01-31T12:00:00.000Z", new Date("2026-01-31T12:00:00.000Z")],
    ["date", "soon", "soon"],
    ["json", '{"a":1}', { a: 1 }],
    ["json", "{", "{"],
  ])("as %s, %j is %j", (as, text, value) => {
    expect(reading({ as }, text)).toEqual(value);
  });

  it("is what the field says while it is empty, or not there at all", () => {
    expect(reading({ as: "number", empty: null }, "")).toBeNull();
    expect(reading({ as: "boolean", empty: false })).toBe(false);
    expect(reading({ as: "text" }, "")).toBeUndefined();
  });

  it("leaves out what is no field of the resource", () => {
    expect(readForm({ other: "x" }, { it: { as: "text", empty: null } })).toEqual({ it: null });
  });

  it("comes back from the browser's own field as the same moment, to the millisecond", () => {
    const at = new Date("2026-07-01T23:59:59.123Z");
    expect(reading({ as: "date" }, localTime(at))).toEqual(at);
    expect(localTime(null)).toBe("");
  });
});
