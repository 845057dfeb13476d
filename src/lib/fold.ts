const MAX_FOLDED_UNITS = 255;
const MAX_TERM_CHARACTERS = 64;
/** People have a handful of words in a name; this only stops a hostile one from writing hundreds of rows. */
const MAX_TERMS_PER_TEXT = 24;

// Format characters are invisible, lone surrogates cannot be stored, and U+10FFFF is the upper end of searchRange.
const DROPPED = /[\p{M}\p{Cf}\p{Cs}\u{10FFFF}]/gu;
// Control characters sort below the blank that MariaDB pads with, so they would order differently there.
const BLANKS = /[\s\p{Cc}]+/gu;
const WORD_START = /(?:^|(?<=\s))\S|(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu;

function fold(text: string): string {
  const plain = text.normalize("NFKC").toLowerCase().normalize("NFKD").replace(DROPPED, "").toLowerCase();
  // Lower case turns Σ into ς at the end of a word only, which would hide longer words from a prefix.
  return plain.replaceAll("ς", "σ").replace(BLANKS, " ").trim();
}

function cut(folded: string): string {
  return Array.from(folded.slice(0, MAX_TERM_CHARACTERS * 2))
    .slice(0, MAX_TERM_CHARACTERS)
    .join("")
    .trimEnd();
}

/**
 * Reduces a text to what matters for order and search: compatibility forms unified, marks dropped, lower case, single blanks.
 * @returns at most 255 code units, never half a character; "" when nothing is left
 */
export function foldText(text: string): string {
  return fold(text)
    .slice(0, MAX_FOLDED_UNITS)
    .replace(/\p{Cs}$/u, "")
    .trimEnd();
}

function termsOf(text: string): string[] {
  const folded = foldText(text);
  return Array.from(folded.matchAll(WORD_START), ({ index }) => cut(folded.slice(index))).slice(0, MAX_TERMS_PER_TEXT);
}

/** The rows that make a person findable: name and address, folded, from the start of each of their words (24 each at most). */
export function searchTerms(name: string, email: string): string[] {
  return [...new Set([...termsOf(name), ...termsOf(email)])];
}

/**
 * A prefix match as a range, so that it uses the index and that `%`, `_` and `\` mean themselves.
 * @returns null when nothing of the query is left to search for
 */
export function searchRange(query: string): { gte: string; lt: string } | null {
  const prefix = cut(foldText(query));
  return prefix === "" ? null : { gte: prefix, lt: `${prefix}\u{10FFFF}` };
}
