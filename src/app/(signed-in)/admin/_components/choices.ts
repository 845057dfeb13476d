import { userTexts as texts } from "@/client/texts/admin-users";

type Words<Value extends string> = Readonly<Record<Value, string>>;

/** The options of a select, in the order of their words. */
export function choicesOf<Value extends string>(words: Words<Value>): { value: string; label: string }[] {
  return Object.entries<string>(words).map(([value, label]) => ({ value, label }));
}

export const ROLES = choicesOf(texts.roles);
export const STATES = choicesOf(texts.states);
