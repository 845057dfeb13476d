/** A name in each of the ways in which code writes it. */
export type Names = {
  /** `lineItem`: router, procedures, Prisma's delegate. */
  camel: string;
  /** `LineItem`: types and the model. */
  pascal: string;
  /** `line-item`: files. */
  kebab: string;
  /** `line item`: sentences. */
  words: string;
  /** `Line item`: headings and labels. */
  title: string;
};

const WORDS = /[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])/g;

/** @param text in camelCase, PascalCase or kebab-case */
export function namesOf(text: string): Names {
  const words = (text.match(WORDS) ?? []).map((word) => word.toLowerCase());
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const pascal = words.map(capital).join("");
  const spaced = words.join(" ");
  return {
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    kebab: words.join("-"),
    words: spaced,
    title: capital(spaced),
  };
}

/** The regular plural of a kebab-case name; for the others there is `--plural`. */
export function pluralOf(kebab: string): string {
  if (/[^aeiou]y$/.test(kebab)) return `${kebab.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(kebab) ? `${kebab}es` : `${kebab}s`;
}

/** The name of a column, or of a table. */
export function snake(text: string): string {
  return namesOf(text).kebab.replaceAll("-", "_");
}
