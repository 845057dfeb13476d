import { describe, expect, it } from "vitest";
import { foldText, searchRange, searchTerms } from "@/lib/fold";

const found = (query: string, name: string, email = "x@example.org") => {
  const range = searchRange(query);
  return range !== null && searchTerms(name, email).some((term) => term >= range.gte && term < range.lt);
};

describe("foldText", () => {
  it.each([
    ["Zoë  Ångström", "zoe angstrom"],
    ["  ÉCOLE\t\nnormale ", "ecole normale"],
    ["ＦＵＬＬ　Width", "full width"],
    ["ﬁnal ① ℡", "final 1 tel"],
    ["İstanbul", "istanbul"],
    ["ΟΔΥΣΣΕΥΣ", "οδυσσευσ"],
    ["Straße", "straße"],
    ["O\u200bBrien\u00ad\ufeff", "obrien"],
    ["a\u0000b\u0001c", "a b c"],
    ["half \ud83d pair", "half pair"],
    ["end\u{10FFFF}", "end"],
    ["100%_\\", "100%_\\"],
    ["\u0301\u200d", ""],
    ["", ""],
  ])("folds %j to %j", (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it("is at most 255 code units and never half a character", () => {
    expect(foldText("a".repeat(300))).toHaveLength(255);
    expect(foldText(`${"a".repeat(254)}😀`)).toBe("a".repeat(254));
    expect(foldText(`${"a".repeat(253)}😀b`)).toBe(`${"a".repeat(253)}😀`);
    expect(foldText(`${"a".repeat(254)} b`)).toBe("a".repeat(254));
    expect(foldText("\ufdfa".repeat(100)).length).toBeLessThanOrEqual(255);
  });

  it("changes nothing when it is applied again, for every character there is", () => {
    const odd: string[] = [];
    for (let code = 0; code <= 0x10_ffff; code += 16) {
      const sixteen = Array.from({ length: 16 }, (_, offset) => `x${String.fromCodePoint(code + offset)}y`).join(" ");
      const once = foldText(sixteen);
      if (foldText(once) !== once) odd.push(code.toString(16));
    }
    expect(odd).toEqual([]);
  });
});

describe("searchTerms", () => {
  it("starts at every word of the name and of the address, each once", () => {
    expect(searchTerms("Ada King-Noël", "ada.king@example.org")).toEqual([
      "ada king-noel",
      "king-noel",
      "noel",
      "ada.king@example.org",
      "king@example.org",
      "example.org",
      "org",
    ]);
    expect(searchTerms("ada", "ada")).toEqual(["ada"]);
  });

  it("keeps a word's own punctuation, and the word behind it", () => {
    expect(searchTerms("(Bob) %x", "")).toEqual(["(bob) %x", "bob) %x", "%x", "x"]);
  });

  it("cuts each term to 64 characters and leaves no blank at its end", () => {
    const terms = searchTerms(`${"a".repeat(63)} bcd`, `${"😀".repeat(70)}`);
    expect(terms[0]).toBe("a".repeat(63));
    expect(Array.from(terms.at(-1) ?? "")).toHaveLength(64);
    expect(terms.every((term) => term === term.trimEnd())).toBe(true);
  });

  it("is bounded for a hostile name", () => {
    expect(searchTerms("a ".repeat(100), `${"b.".repeat(120)}c@d.example`).length).toBeLessThanOrEqual(48);
  });

  it("gives nothing for nothing", () => {
    expect(searchTerms("\u200b", "")).toEqual([]);
  });
});

describe("searchRange", () => {
  it("finds by the start of any word, whatever the case and the marks", () => {
    for (const query of ["ada", "ADA k", "kin", "noel", "Noël", "king-n"])
      expect(found(query, "Ada King-Noël")).toBe(true);
    expect(found("ob", "Bob")).toBe(false);
    expect(found("σοσ", "ΣΟΣΑ")).toBe(true);
    expect(found("ΣΟΣ", "ΣΟΣΑ")).toBe(true);
  });

  it("takes % _ and \\ as characters (I16)", () => {
    expect(found("%", "Ada")).toBe(false);
    expect(found("_", "Ada")).toBe(false);
    expect(found("a_a", "Ada")).toBe(false);
    expect(found("%off", "%off")).toBe(true);
    expect(found("\\", "back \\slash")).toBe(true);
  });

  it("finds by the whole of an address that is longer than a term", () => {
    const long = `${"a".repeat(60)}@${"b".repeat(60)}.example`;
    expect(found(long, "Ada", long)).toBe(true);
  });

  it.each(["", "   ", "\u200b", "\u0301"])("is null for %j, which folds to nothing", (query) => {
    expect(searchRange(query)).toBeNull();
  });

  it("ends the range above every storable character", () => {
    expect(searchRange("Ada ")).toEqual({ gte: "ada", lt: "ada\u{10FFFF}" });
  });
});
