import { formsOf, type Names } from "./names";
import type { Text } from "./project-files";

export type Renamed = Text & { to: string; places: number };

/** The keys of a map that has this one in it go by the alphabet, as the contract is written down. */
function withSorted(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withSorted(key, each));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, child]): [string, unknown] => [name, withSorted(key, child)]);
  return Object.fromEntries(key in value ? entries.sort(([a], [b]) => (a < b ? -1 : 1)) : entries);
}

function rename({ path, text: old }: Text, from: Names, to: Names): Renamed {
  const forms = formsOf(from, to);
  // A lock names packages of others, which may be called alike.
  const isLock = /(?:^|\/)package-lock\.json$/.test(path);
  const pattern = isLock ? new RegExp(`(?<=^ {2,6}"name": ")${from.slug}(?=[-"])`, "gm") : forms.pattern;
  let places = 0;
  let text = old.replace(pattern, (found, title: unknown) => {
    places += 1;
    return forms.wordFor(found, typeof title === "string" ? title : undefined);
  });
  // A contract has its keys in order.
  if (places > 0 && path.endsWith("/contract.json"))
    text = `${JSON.stringify(withSorted(to.slug, JSON.parse(text)), null, 1)}\n`;
  return { path, to: path.replaceAll(from.slug, to.slug), text, places };
}

/** The files that change, as they will be. */
export function renamedFiles(texts: readonly Text[], from: Names, to: Names): Renamed[] {
  return texts
    .map((file) => rename(file, from, to))
    .filter(({ path, to: next, places }) => places > 0 || path !== next);
}

/** Where the new name is in use already, in code: there it could not be told from the product's any more. */
export function takenPlaces(texts: readonly Text[], { slug }: Names): string[] {
  const word = new RegExp(slug, "i");
  return texts
    .filter(({ path }) => /^(src|prisma)\/|^package\.json$/.test(path))
    .flatMap(({ path, text }) => {
      const line = text.split("\n").findIndex((each) => word.test(each));
      return line === -1 ? [] : [`${path}:${line + 1}`];
    });
}
