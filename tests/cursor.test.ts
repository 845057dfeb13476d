import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor } from "@/lib/cursor";

const position = { value: 'Zoë \u0000 😀 " . \n', id: "0198c0de-7a1b-7000-8000-000000000001" };
const refusal = expect.objectContaining({
  code: "VALIDATION_ERROR",
  details: [{ field: "cursor", issue: "Is not a cursor of this list. Start again without one." }],
});

describe("encodeCursor and decodeCursor (I18)", () => {
  it("give back the position, whatever is in it", () => {
    expect(decodeCursor("users", encodeCursor("users", position))).toEqual(position);
  });

  it("are opaque and fit into a URL as they are", () => {
    expect(encodeCursor("users", position)).toMatch(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/);
  });

  it("refuse the cursor of another list, sort or filter", () => {
    const cursor = encodeCursor('["user","email",null]', position);
    expect(() => decodeCursor('["user","-email",null]', cursor)).toThrow(refusal);
  });

  it("refuse a cursor whose body or signature was changed in any character", () => {
    const cursor = encodeCursor("users", position);
    for (let at = 0; at < cursor.length; at += 1) {
      const other = cursor[at] === "A" ? "B" : "A";
      const forged = cursor.slice(0, at) + other + cursor.slice(at + 1);
      expect(() => decodeCursor("users", forged), `changed at ${at}`).toThrow(refusal);
    }
  });

  it.each([
    "",
    ".",
    "..",
    "a",
    "a.",
    ".a",
    "a.b",
    "a.b.c",
    "e30.e30",
    "\u0000",
    "😀.😀",
    "%00.%00",
    "../../etc.passwd",
    "x".repeat(1024),
  ])("refuse %j", (cursor) => {
    expect(() => decodeCursor("users", cursor)).toThrow(refusal);
  });

  it("refuse a second dot with more behind it", () => {
    const cursor = encodeCursor("users", position);
    expect(() => decodeCursor("users", `${cursor}.`)).toThrow(refusal);
    expect(() => decodeCursor("users", `${cursor}.x`)).toThrow(refusal);
  });
});
