import { describe, expect, it } from "vitest";
import { z } from "zod";
import { passwordIssue } from "@/lib/password-policy";
import { currentPasswordSchema, newPasswordSchema } from "@/schemas/password.schema";

const issues = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map((issue) => issue.message);
const TOO_SHORT = ["Must be at least 15 characters long."];
const TOO_LONG = ["Must be at most 128 characters long."];
const BROKEN = ["Contains half a character."];

describe("newPasswordSchema (A7, A8)", () => {
  it.each([
    ["fifteen", "abcdefghijklmno"],
    ["128", "x".repeat(128)],
    ["fifteen emojis", "😀".repeat(15)],
    ["128 emojis", "😀".repeat(128)],
    ["any sign", "\u0000 \n\t \u200b é 中 🎉 \u{10FFFF} abcdef"],
    ["only blanks", " ".repeat(15)],
    ["what NFKC makes shorter", "\u03b1\u0313\u0300\u0345".repeat(128)],
  ])("takes %s", (_name, password) => {
    expect(newPasswordSchema.parse(password)).toBe(password.normalize("NFKC"));
  });

  it("normalises once, by NFKC, and cuts and trims nothing", () => {
    expect(newPasswordSchema.parse("  ＡＢＣ Cafe\u0301 ﬁnal  ")).toBe("  ABC Caf\u00e9 final  ");
  });

  it.each([
    ["fourteen", "abcdefghijklmn", TOO_SHORT],
    ["nothing", "", TOO_SHORT],
    ["eight emojis in sixteen units", "😀".repeat(8), TOO_SHORT],
    ["what NFKC brings under fifteen", "e\u0301".repeat(14), TOO_SHORT],
    ["129", "x".repeat(129), TOO_LONG],
    ["what NFKC brings over 128", "\ufdfa".repeat(8), TOO_LONG],
    ["a megabyte", "x".repeat(1_000_000), TOO_LONG],
    ["half a character", `${"x".repeat(20)}\ud83d`, BROKEN],
    ["the other half", `\ude00${"x".repeat(20)}`, BROKEN],
  ])("refuses %s", (_name, password, expected) => {
    expect(issues(newPasswordSchema, password)).toEqual(expected);
  });

  it("refuses what is no text", () => {
    for (const value of [null, 123456789012345, {}, ["abcdefghijklmno"]])
      expect(issues(newPasswordSchema, value)).toHaveLength(1);
  });

  it("tells OpenAPI its bounds, and examples that it takes itself", () => {
    const json = z.toJSONSchema(newPasswordSchema, { io: "input" });
    expect(json).toMatchObject({ type: "string", minLength: 15, maxLength: 128, format: "password" });
    for (const example of z.array(z.string()).min(1).parse(json.examples)) {
      expect(newPasswordSchema.parse(example)).toBe(example);
      expect(passwordIssue(example, {})).toBeNull();
    }
  });
});

describe("currentPasswordSchema", () => {
  it.each(["a", "short", "😀".repeat(128)])("takes %j", (password) => {
    expect(currentPasswordSchema.parse(password)).toBe(password);
  });

  it("refuses nothing at all, too much, and half a character", () => {
    expect(issues(currentPasswordSchema, "")).toEqual(["Must be at least 1 character long."]);
    expect(issues(currentPasswordSchema, "x".repeat(129))).toEqual(TOO_LONG);
    expect(issues(currentPasswordSchema, "\ud800")).toEqual(BROKEN);
  });

  it("is representable in JSON Schema", () => {
    expect(z.toJSONSchema(currentPasswordSchema, { io: "input" })).toMatchObject({
      type: "string",
      minLength: 1,
      maxLength: 128,
    });
  });
});
