import type { Gap, GapKind } from "./schema-gaps";

export type Direction = "input" | "output";

/** One difference between two contracts, as a client sees it. */
export type Change = {
  /** `GET /api/users` or `user.list` */
  where: string;
  what: string;
  isBreaking: boolean;
};

type Words = Record<GapKind, (path: string, detail: string) => string>;

/** What the new contract refuses of what clients send today. */
const REFUSED: Words = {
  required: (path) => `${path} is newly required`,
  removed: (path) => `${path} was removed`,
  unknown: (path) => `${path} is not taken any more`,
  type: (path, detail) => `${path} takes no ${detail} any more`,
  values: (path, detail) => `${path} takes no ${detail} value any more`,
  bounds: (path, detail) => `${path} now has to be ${detail}`,
  other: (path, detail) => `${path} now has to keep to ${detail}`,
};

/** What the new contract answers with that clients do not know today. */
const UNHEARD_OF: Words = {
  required: (path) => `${path} may now be missing`,
  removed: (path) => `${path} was removed`,
  unknown: (path) => `${path} is new`,
  type: (path, detail) => `${path} may now be ${detail}`,
  values: (path, detail) => `${path} may now have the value ${detail}`,
  bounds: (path, detail) => `${path} is not always ${detail} any more`,
  other: (path, detail) => `${path} does not keep to ${detail} any more`,
};

/** What the new contract takes that the old one refused, or does not answer with any more. */
const ROOMIER: Words = {
  required: (path) => `${path} may be left out`,
  removed: (path) => `${path} is new`,
  unknown: (path) => `${path} is new`,
  type: (path, detail) => `${path} takes ${detail} as well`,
  values: (path, detail) => `${path} takes ${detail} as well`,
  bounds: (path, detail) => `${path} need not be ${detail} any more`,
  other: (path, detail) => `${path} need not keep to ${detail} any more`,
};

const TIGHTER: Words = {
  required: (path) => `${path} is always there`,
  removed: (path) => `${path} is new`,
  unknown: (path) => `${path} is new`,
  type: (path, detail) => `${path} is never ${detail} any more`,
  values: (path, detail) => `${path} never has the value ${detail} any more`,
  bounds: (path, detail) => `${path} is now always ${detail}`,
  other: (path, detail) => `${path} now always keeps to ${detail}`,
};

/** Clients have to bear values that they do not know: a new role or code must not need a new version of the API. */
const BORNE: ReadonlySet<GapKind> = new Set<GapKind>(["values", "bounds"]);

const WORDS = {
  input: { breaking: REFUSED, additive: ROOMIER },
  output: { breaking: UNHEARD_OF, additive: TIGHTER },
} as const;

type Gaps = { direction: Direction; tone: "breaking" | "additive"; gaps: readonly Gap[] };

/**
 * @param gaps breaking: of what clients send today to what they may send then (`input`); of what they are answered then to
 * what they know (`output`). Additive: the same the other way round.
 */
export function changesOf(where: string, { direction, tone, gaps }: Gaps): Change[] {
  return gaps.map(({ path, kind, detail }) => ({
    where,
    what: WORDS[direction][tone][kind](named(path, direction), detail),
    isBreaking: tone === "breaking" && (direction === "input" || !BORNE.has(kind)),
  }));
}

function named(path: string, direction: Direction): string {
  const side = direction === "input" ? "request" : "answer";
  return path === "" ? `the ${side}` : `${side}.${path}`;
}
