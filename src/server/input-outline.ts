import { z } from "zod";
import { SCOPES } from "@/schemas/permission.schema";
import { roleSchema } from "@/schemas/user.schema";

const MAX_DEPTH = 4;
const MAX_ENTRIES = 20;
const REDACTED = "[redacted]";
const SECRET_KEY = /pass|secret|token|code|otp|pin|key|credential|signature|challenge|state/i;
const ID_KEY = /^id$|Id$/;
const PLAIN_KEY = /^[A-Za-z][A-Za-z0-9]{0,31}$/;
/** Words that everybody can read in the API's description. */
const PUBLIC_WORDS: ReadonlySet<string> = new Set([...roleSchema.options, ...SCOPES, "ACTIVE", "DISABLED"]);
const idSchema = z.uuid();

export type Outline = string | number | boolean | null | Outline[] | { [key: string]: Outline };

function outlineText(key: string, text: string): string {
  if (PUBLIC_WORDS.has(text)) return text;
  if (ID_KEY.test(key) && idSchema.safeParse(text).success) return text;
  return `[text of ${text.length}]`;
}

function outlineList(key: string, list: readonly unknown[], depth: number): Outline {
  return list.slice(0, MAX_ENTRIES).map((item) => outline(key, item, depth + 1));
}

function outlineObject(value: object, depth: number): Outline {
  const entries = Object.entries(value).slice(0, MAX_ENTRIES);
  // What is no name of a field may be anything that somebody typed into the wrong place.
  const named = entries.map(
    ([key, field], index) => [PLAIN_KEY.test(key) ? key : `[key ${index + 1}]`, key, field] as const,
  );
  return Object.fromEntries(named.map(([shown, key, field]) => [shown, outline(key, field, depth + 1)]));
}

function outline(key: string, value: unknown, depth: number): Outline {
  if (value === null || typeof value === "boolean") return value;
  if (SECRET_KEY.test(key)) return REDACTED;
  if (typeof value === "number") return value;
  if (typeof value === "string") return outlineText(key, value);
  if (value instanceof Date) return "[date]";
  if (typeof value !== "object") return `[${typeof value}]`;
  if (depth >= MAX_DEPTH) return "[deeper]";
  return Array.isArray(value) ? outlineList(key, value, depth) : outlineObject(value, depth);
}

/**
 * What an input looks like, for the log: which fields it has, and of them only what cannot be a person's or a secret. It
 * comes before any schema, so nothing is taken for what it ought to be.
 */
export function outlineInput(input: unknown): Outline {
  return outline("", input ?? null, 0);
}
