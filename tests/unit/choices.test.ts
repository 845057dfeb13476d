import { describe, expect, it } from "vitest";
import { choiceQuery, toChoices } from "@/client/choices";
import { querySchema } from "@/schemas/field.schema";

const [ADA, BOB] = [
  { id: "1", name: "Ada" },
  { id: "2", name: "Bob" },
];
const found = { data: { data: [ADA] }, isPending: false, isError: false, error: null };
const NOBODY: { data: { data: typeof ADA } | undefined } = { data: undefined };
const labelOf = ({ name }: { name: string }) => name;

describe("what a field that offers rows asks for", () => {
  it.each([
    ["", undefined, {}],
    ["  ", undefined, {}],
    ["Ada", "Ada", {}],
    [" ad ", "Ada", { q: "ad" }],
    ["Ada", undefined, { q: "Ada" }],
  ])("%j, with %j chosen, is %j", (text, chosen, query) => {
    expect(choiceQuery(text, chosen)).toEqual(query);
  });

  it.each(["x".repeat(200), `${"x".repeat(63)}😀`])("is never refused for its length: %j", (text) => {
    expect(querySchema.safeParse(choiceQuery(text, undefined).q).success).toBe(true);
  });
});

describe("what such a field offers", () => {
  it("is what was found, with the chosen row once", () => {
    const both = [
      { value: "1", label: "Ada" },
      { value: "2", label: "Bob" },
    ];
    expect(toChoices(found, NOBODY, { labelOf }).choices).toEqual(both.slice(0, 1));
    expect(toChoices(found, { data: { data: ADA } }, { labelOf }).choices).toEqual(both.slice(0, 1));
    expect(toChoices(found, { data: { data: BOB } }, { labelOf }).choices).toEqual(both);
  });

  it("is without the chosen row while another is looked for", () => {
    expect(toChoices(found, { data: { data: BOB } }, { q: "ad", labelOf }).choices).toEqual([
      { value: "1", label: "Ada" },
    ]);
  });

  it("is nothing before an answer, and tells what went wrong", () => {
    const none = { data: undefined, isPending: true, isError: false, error: null };
    expect(toChoices(none, NOBODY, { labelOf })).toEqual({ choices: [], isPending: true, problem: null });
    const failed = { ...none, isPending: false, isError: true, error: new Error("away") };
    expect(toChoices(failed, NOBODY, { labelOf }).problem?.message).toMatch(/\w/);
  });
});
