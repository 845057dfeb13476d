import { finiteValues, type Schema } from "./schema";

type Bound = { keyword: string; says: string; isLower: boolean; measure: (value: unknown) => number | undefined };

const characters = (value: unknown) => (typeof value === "string" ? [...value].length : undefined);
const items = (value: unknown) => (Array.isArray(value) ? value.length : undefined);
const itself = (value: unknown) => (typeof value === "number" ? value : undefined);
const never = () => undefined;

const BOUNDS: readonly Bound[] = [
  { keyword: "minLength", says: "at least %s characters", isLower: true, measure: characters },
  { keyword: "maxLength", says: "at most %s characters", isLower: false, measure: characters },
  { keyword: "minItems", says: "at least %s items", isLower: true, measure: items },
  { keyword: "maxItems", says: "at most %s items", isLower: false, measure: items },
  { keyword: "minProperties", says: "at least %s fields", isLower: true, measure: never },
  { keyword: "maxProperties", says: "at most %s fields", isLower: false, measure: never },
  { keyword: "minimum", says: "%s or more", isLower: true, measure: itself },
  { keyword: "exclusiveMinimum", says: "more than %s", isLower: true, measure: never },
  { keyword: "maximum", says: "%s or less", isLower: false, measure: itself },
  { keyword: "exclusiveMaximum", says: "less than %s", isLower: false, measure: never },
];

function isWithin(narrow: Schema, limit: number, { keyword, isLower, measure }: Bound): boolean {
  const own = narrow[keyword];
  if (typeof own === "number" && (isLower ? own >= limit : own <= limit)) return true;
  const sizes = finiteValues(narrow)?.map(measure) ?? [undefined];
  return sizes.every((size) => size !== undefined && (isLower ? size >= limit : size <= limit));
}

/** The limits of `wide` that values of `narrow` may be beyond, in words. */
export function boundGaps(narrow: Schema, wide: Schema): string[] {
  return BOUNDS.flatMap((bound) => {
    const limit = wide[bound.keyword];
    if (typeof limit !== "number" || isWithin(narrow, limit, bound)) return [];
    return [bound.says.replace("%s", String(limit))];
  });
}
