import { describe, expect, it } from "vitest";
import { assertMatch, entityTag, isKnown } from "@/lib/if-match";

const row = { version: 7 };

describe("entityTag", () => {
  it("is a strong tag of the version", () => {
    expect(entityTag(7)).toBe('"7"');
  });
});

describe("assertMatch (D2)", () => {
  it.each([null, '"7"', "*", '"6", "7"', '"6","7" , "8"', ' "7" ', 'W/"1", "7"'])("lets %j pass", (ifMatch) => {
    expect(() => assertMatch(row, ifMatch)).not.toThrow();
  });

  it.each(["", " ", '"6"', "7", 'W/"7"', '"77"', "'7'", '"7', "null", '"6" "7"', '"6", *', "\u0000", "é"])(
    "refuses %j with PRECONDITION_FAILED",
    (ifMatch) => {
      expect(() => assertMatch(row, ifMatch)).toThrow(
        expect.objectContaining({ code: "PRECONDITION_FAILED", status: 412 }),
      );
    },
  );
});

describe("assertMatch for what has no version (D2)", () => {
  it.each([null, "*"])("lets %j pass", (ifMatch) => {
    expect(() => assertMatch(null, ifMatch)).not.toThrow();
  });

  it.each(["", '"1"', '"null"', 'W/"1"'])("refuses %j", (ifMatch) => {
    expect(() => assertMatch(null, ifMatch)).toThrow(expect.objectContaining({ code: "PRECONDITION_FAILED" }));
  });
});

describe("isKnown (D2)", () => {
  it.each(['"7"', "*", " * ", 'W/"7"', '"6", "7"', '"6",W/"7"', 'W/"1", "7" ', '"a,b", "7"'])(
    "is true for %j",
    (field) => {
      expect(isKnown('"7"', field)).toBe(true);
    },
  );

  it.each([null, "", '"6"', "7", '"77"', '"7', 'w/"7"', '"6" "7"', '"6", *', '"a,7,b"'])("is false for %j", (field) => {
    expect(isKnown('"7"', field)).toBe(false);
  });
});
