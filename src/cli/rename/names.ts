import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * What the product is called: `slug` where machines read it (package, metrics, globals, databases), `title` where people
 * do, and `mark` at the head of its API keys.
 */
export type Names = { slug: string; title: string; mark: string };

// One word of small letters is the same in a package's name, an identifier, a metric, a header and a database's name.
const SLUG = /^[a-z][a-z0-9]{2,19}$/;
// As it stands in a From field without quotes, and in a string of either kind.
const TITLE = /^[A-Z][A-Za-z0-9]*(?:[ -][A-Za-z0-9]+)*$/;
const MAX_TITLE = 40;
/** Below this, no password is refused for having the name in it. */
const MIN_TITLE_LETTERS = 4;

const RESERVED = new Set(
  (
    "abstract arguments async await boolean break byte case catch char class const constructor continue debugger default " +
    "delete double else enum eval export extends false final finally float for from function global goto implements " +
    "import instanceof int interface let long module native new node null number object package private process " +
    "protected prototype public require return root short static string super switch symbol synchronized test this throw " +
    "throws transient true try type typeof undefined unknown var void volatile while with yield " +
    "database favicon index information key mysql order performance schema select sqlite sys table user users where"
  ).split(" "),
);

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function textOf(root: string, path: string, pattern: RegExp): string {
  const found = pattern.exec(readFileSync(join(root, path), "utf8"))?.[1];
  if (found === undefined) throw new Error(`${path} does not say what the product is called.`);
  return found;
}

/** @throws Error when a file that says so is missing, or says something else */
export function currentNames(root: string): Names {
  const { name } = z
    .looseObject({ name: z.string() })
    .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const title = textOf(root, "src/lib/product.ts", /PRODUCT_NAME = "([^"]+)"/);
  return { slug: name, title, mark: textOf(root, "src/lib/api-key.ts", /const MARK = "(\w+)"/) };
}

/** The names that go with a slug. */
export function namesFor(slug: string, title = capitalised(slug)): Names {
  return { slug, title, mark: `${slug.charAt(0)}k` };
}

/** Why the product cannot be called so, as a sentence; null where it can. */
export function nameProblem({ slug, title }: Names): string | null {
  if (!SLUG.test(slug)) {
    return `"${slug}" is no name: 3 to 20 small letters and digits, a letter first. Words, blanks and capitals go into --title.`;
  }
  if (RESERVED.has(slug)) return `"${slug}" is a word of a language or a database.`;
  if (!TITLE.test(title) || title.length > MAX_TITLE) {
    return `"${title}" is no title: words of letters and digits, with one blank or hyphen between them, a capital first, ${MAX_TITLE} at most.`;
  }
  if (title.replace(/[^A-Za-z0-9]/g, "").length < MIN_TITLE_LETTERS) {
    return `"${title}" is too short: with fewer than ${MIN_TITLE_LETTERS} letters, passwords may have it in them. Give a longer --title.`;
  }
  return null;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

type Forms = { pattern: RegExp; wordFor: (found: string, title: string | undefined) => string };

/** Every form of the old name, and what is written in its place: in one go, as the new name may have the old one in it. */
export function formsOf(from: Names, to: Names): Forms {
  const alone = `(?<![A-Za-z0-9_])${escaped(from.title)}(?![A-Za-z0-9_])`;
  // Of a key: `gk_…`, and the mark by itself, between quotes.
  const mark = `(?<![A-Za-z0-9_])${from.mark}(?=_)|(?<=["'\`])${from.mark}(?=["'\`])`;
  const words = new Map([
    [from.slug, to.slug],
    [capitalised(from.slug), capitalised(to.slug)],
    [from.slug.toUpperCase(), to.slug.toUpperCase()],
    [from.mark, to.mark],
  ]);
  return {
    pattern: new RegExp(
      `(${alone})|${[from.slug.toUpperCase(), capitalised(from.slug), from.slug, mark].join("|")}`,
      "g",
    ),
    wordFor(found, title) {
      return title === undefined ? (words.get(found) ?? found) : to.title;
    },
  };
}
