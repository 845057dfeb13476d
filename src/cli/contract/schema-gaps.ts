import { isDeepStrictEqual } from "node:util";
import { boundGaps } from "./bounds";
import { allows, finiteValues, isSchema, type Schema, typesOf } from "./schema";

/** Why a value that one schema allows may not be allowed by another. */
export type Gap = { path: string; kind: GapKind; detail: string };
export type GapKind = "required" | "removed" | "unknown" | "type" | "values" | "bounds" | "other";

/** Schemas by the name that `#/…/Name` refers to. */
type Definitions = ReadonlyMap<string, unknown>;

export type Sides = {
  /** What the references of the narrow schema mean. */
  narrow: Definitions;
  wide: Definitions;
  /** Whoever reads the values overlooks fields that it does not know, and misses those that are gone. */
  isRead: boolean;
};

/** Keywords that say nothing about which values are allowed. */
const PROSE = ["title", "description", "examples", "example", "deprecated", "readOnly", "writeOnly", "id", "$id"];
const UNDERSTOOD = new Set([
  ...PROSE,
  ...["$ref", "type", "enum", "const", "anyOf", "oneOf", "allOf", "properties", "required", "additionalProperties"],
  ...["items", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  ...["minItems", "maxItems", "minProperties", "maxProperties", "default"],
]);

class Comparison {
  readonly #open = new Set<string>();

  constructor(private readonly sides: Sides) {}

  gaps(narrowSchema: unknown, wideSchema: unknown, path: string): Gap[] {
    const narrow = this.#resolve(narrowSchema, "narrow");
    const wide = this.#resolve(wideSchema, "wide");
    if (allows(wide, "everything")) return [];
    if (narrow === true) return [{ path, kind: "type", detail: "anything" }];
    if (narrow === false || !isSchema(narrow) || !isSchema(wide)) return [];
    // A schema that contains itself: what is being compared further up need not be compared again.
    const key = JSON.stringify([narrow, wide]);
    if (this.#open.has(key)) return [];
    this.#open.add(key);
    const found = this.#compare(narrow, wide, path);
    this.#open.delete(key);
    return found;
  }

  #resolve(schema: unknown, side: "narrow" | "wide"): unknown {
    if (!isSchema(schema) || typeof schema.$ref !== "string") return schema;
    const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
    return this.#resolve(this.sides[side].get(name) ?? true, side);
  }

  #compare(narrow: Schema, wide: Schema, path: string): Gap[] {
    const choices = optionsOf(narrow);
    if (choices) return choices.flatMap((option) => this.gaps(option, wide, path));
    if (Array.isArray(wide.allOf)) return wide.allOf.flatMap((part) => this.gaps(narrow, part, path));
    if (Array.isArray(narrow.allOf)) return fewest(narrow.allOf.map((part) => this.gaps(part, wide, path)));
    const offers = optionsOf(wide);
    if (offers) return this.#closest(narrow, offers, path);
    const types = typesOf(narrow);
    const missing = types.filter((type) => !allows(wide, type));
    if (missing.length > 0) return [{ path, kind: "type", detail: missing.join(" or ") }];
    return [
      ...valueGaps(narrow, wide, path),
      ...boundGaps(narrow, wide).map((detail): Gap => ({ path, kind: "bounds", detail })),
      ...this.#fieldGaps(narrow, wide, path),
      ...(isSchema(wide.items) ? this.gaps(narrow.items ?? true, wide.items, `${path}[]`) : []),
      ...otherGaps(narrow, wide, path),
      ...(this.sides.isRead ? [] : defaultGaps(narrow, wide, path)),
    ];
  }

  /** Each of the values must fit one of the offers; where none fits, the gaps to the offer that fits best are told. */
  #closest(narrow: Schema, offers: readonly unknown[], path: string): Gap[] {
    const types = typesOf(narrow);
    // `type: ["string", "null"]` beside `anyOf` of a string and null.
    if (types.length > 1) {
      return types.flatMap((type) => this.#closest({ ...narrow, type }, offers, path));
    }
    return fewest(offers.map((offer) => this.gaps(narrow, offer, path)));
  }

  #fieldGaps(narrow: Schema, wide: Schema, path: string): Gap[] {
    const names = [...new Set([narrow, wide].flatMap((schema) => [...fieldsOf(schema).keys(), ...requiredOf(schema)]))];
    return [...this.#furtherGaps(narrow, wide, path), ...this.#namedGaps(names, narrow, wide, path)];
  }

  /** Of fields that the schemas do not name, in a request. */
  #furtherGaps(
    { additionalProperties: mine = true }: Schema,
    { additionalProperties: theirs = true }: Schema,
    path: string,
  ) {
    if (this.sides.isRead && !isSchema(theirs)) return [];
    if (theirs !== false) return this.gaps(mine, theirs, `${path}.*`);
    return mine === false ? [] : [{ path, kind: "other", detail: "its named fields" } as const];
  }

  #namedGaps(names: readonly string[], narrow: Schema, wide: Schema, path: string): Gap[] {
    return names.flatMap((name) => {
      const at = path === "" ? name : `${path}.${name}`;
      const presence = this.#presenceGaps(narrow, wide, name).map((kind): Gap => ({ path: at, kind, detail: "" }));
      const theirs = fieldOf(wide, name);
      const isCompared = theirs !== false && !presence.some(({ kind }) => kind === "removed");
      return [...presence, ...(isCompared ? this.gaps(fieldOf(narrow, name), theirs, at) : [])];
    });
  }

  #presenceGaps(narrow: Schema, wide: Schema, name: string): GapKind[] {
    const isMine = fieldsOf(narrow).has(name);
    const isTheirs = fieldsOf(wide).has(name);
    const { isRead } = this.sides;
    if (isRead && isTheirs && !isMine) return ["removed"];
    if (requires(wide, name) && !requires(narrow, name)) return ["required"];
    return !isRead && isMine && !isTheirs && wide.additionalProperties === false ? ["unknown"] : [];
  }
}

function optionsOf({ anyOf, oneOf }: Schema): readonly unknown[] | null {
  if (Array.isArray(anyOf)) return anyOf;
  return Array.isArray(oneOf) ? oneOf : null;
}

function fewest(alternatives: readonly Gap[][]): Gap[] {
  // Of the same type at least: gaps inside of it say more than that another type is not allowed.
  const weight = (gaps: Gap[]) => gaps.reduce((sum, { kind }) => sum + (kind === "type" ? 100 : 1), 0);
  return [...alternatives].sort((a, b) => weight(a) - weight(b))[0] ?? [];
}

function fieldsOf({ properties }: Schema): Map<string, unknown> {
  return new Map(isSchema(properties) ? Object.entries(properties) : []);
}

/** What the field may be, whether it is named or not. */
function fieldOf(schema: Schema, name: string): unknown {
  return fieldsOf(schema).get(name) ?? schema.additionalProperties ?? true;
}

function requiredOf({ required }: Schema): readonly string[] {
  return Array.isArray(required) ? required.map(String) : [];
}

function requires(schema: Schema, name: string): boolean {
  return requiredOf(schema).includes(name);
}

function valueGaps(narrow: Schema, wide: Schema, path: string): Gap[] {
  const allowed = finiteValues(wide);
  if (!allowed) return [];
  const possible = finiteValues(narrow);
  if (!possible) return [{ path, kind: "values", detail: "any other" }];
  const more = possible.filter((value) => !allowed.some((each) => isDeepStrictEqual(each, value)));
  return more.length > 0
    ? [{ path, kind: "values", detail: more.map((value) => JSON.stringify(value)).join(", ") }]
    : [];
}

/** Who leaves a field out relies on what it then means. */
function defaultGaps(narrow: Schema, wide: Schema, path: string): Gap[] {
  if (!("default" in narrow && "default" in wide) || isDeepStrictEqual(narrow.default, wide.default)) return [];
  return [{ path, kind: "other", detail: `the default ${JSON.stringify(wide.default)}` }];
}

/** What is not understood counts as a gap as soon as it differs, so that nothing passes unseen. */
function otherGaps(narrow: Schema, wide: Schema, path: string): Gap[] {
  const keywords = Object.keys(wide).filter((keyword) => !UNDERSTOOD.has(keyword));
  return keywords
    .filter((keyword) => !isDeepStrictEqual(narrow[keyword], wide[keyword]))
    .map((keyword) => ({ path, kind: "other", detail: `${keyword} ${JSON.stringify(wide[keyword])}` }));
}

/**
 * Why values that `narrow` allows may not be allowed by `wide`; nothing where every such value is.
 * Both are JSON Schemas of the 2020-12 draft. It errs on the side of gaps: a keyword that it does not know must be equal.
 */
export function schemaGaps(narrow: unknown, wide: unknown, sides: Sides): Gap[] {
  return new Comparison(sides).gaps(narrow, wide, "");
}
