import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { isExactNumber, parseStrictJson } from "@/lib/json";
import { cpuMsOf } from "./helpers/cpu";

const KIB_64 = 65_536;

function refusalOf(text: string, maxDepth?: number): AppError {
  try {
    parseStrictJson(text, maxDepth);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return expect.fail(`accepted ${text.slice(0, 80)}`);
}

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

describe("parseStrictJson", () => {
  it.each([
    '{"a":1,"b":[true,false,null,"x"]}',
    ' { "a" : { "a" : { "a" : 1 } } , "b" : { "a" : 2 } } ',
    '[{"a":1},{"a":2}]',
    '{"a":"a","b":"a:\\"b\\":","c\\u0041":1}',
    '{"constructor":1,"prototype":2,"toString":3}',
    '"text"',
    "null",
    "0.1",
    "-0.30000000000000004",
    "9007199254740991",
    "1e3",
    "-1.50E-2",
    "0.000",
    "1.7976931348623157e308",
    '{"a":"\\ud83d\\ude00 \\u0000"}',
  ])("reads %s as JSON.parse does", (text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    "",
    " ",
    "{",
    '{"a"}',
    '{"a":1,}',
    '{"a',
    '"\\',
    '{"\\x":1}',
    "{'a':1}",
    "undefined",
    "NaN",
    "01",
    "1-2",
    "-",
    "]",
    "{}}",
    '\uFEFF{"a":1}',
    "{\u0000}",
  ])("refuses %j without the parser's words (I1)", (text) => {
    const { code, message, details } = refusalOf(text);
    expect({ code, message, details }).toEqual({
      code: "MALFORMED_REQUEST",
      message: "This is not valid JSON.",
      details: undefined,
    });
  });

  it.each([
    ['{"a":1,"a":2}', "a"],
    ['{"a":1,"\\u0061":2}', "a"],
    ['[[{"x":{"b":[{"key":1, "key" :2}]}}]]', "key"],
    ['{"":1,"":2}', '""'],
    ['{"a":{"b":1},"c":2,"a":{}}', "a"],
  ])("refuses a key given twice: %s (I11)", (text, field) => {
    expect(refusalOf(text).details).toEqual([{ field, issue: "Is given twice." }]);
  });

  it.each(['{"__proto__":{"role":"ADMIN"}}', '{"a":[{"\\u005f_proto__":1}]}'])("refuses %s (I7)", (text) => {
    expect(refusalOf(text).details).toEqual([{ field: "__proto__", issue: "Is not a known field." }]);
  });

  it("shortens a long key that it names", () => {
    const key = "k".repeat(5000);
    expect(refusalOf(`{"${key}":1,"${key}":1}`).details?.[0]?.field).toHaveLength(64);
  });

  it("takes 32 levels and no more (I2)", () => {
    expect(parseStrictJson(nested(32))).toEqual(JSON.parse(nested(32)));
    expect(refusalOf(nested(33)).message).toBe("JSON may be nested 32 levels deep.");
    expect(refusalOf(`${'{"a":'.repeat(33)}1${"}".repeat(33)}`).code).toBe("MALFORMED_REQUEST");
    expect(refusalOf("[[1]]", 1).message).toBe("JSON may be nested 1 levels deep.");
  });

  it.each([
    "9007199254740993",
    "123456789012345678901234567890",
    "1.00000000000000000001",
    "0.12345678901234567891",
    "1e400",
    "1e-400",
    "-1e999999999999",
    '{"a":[1,2,90071992547409931]}',
  ])("refuses %s, which would come out as another number (I9)", (text) => {
    expect(refusalOf(text).message).toMatch(/^A number is too/);
  });

  it.each([
    ["[", "["],
    ['{"a":', '{"a":'],
    ['"', '"'],
    ['\\"', '"\\"'],
    ["9", "9"],
    ["0", "[0."],
    ["{},", "[{},"],
    [" ", '{"a" '],
    ["\\", '{"\\'],
  ])("needs less than 50 ms for 64 KiB of %j (I17)", async (piece, start) => {
    const text = start + piece.repeat(KIB_64 / piece.length);
    const ms = await cpuMsOf(() => expect(() => parseStrictJson(text)).toThrow(AppError));
    expect(ms).toBeLessThan(50);
  });
});

describe("isExactNumber", () => {
  it.each(["0", "-1", "0.5", "1e21", "100000000000000000000000", "9007199254740994"])("holds %s", (literal) => {
    expect(isExactNumber(literal)).toBe(true);
  });
});
