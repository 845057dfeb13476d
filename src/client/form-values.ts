type Reader = (text: string) => unknown;

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No object, so the schema refuses it, at the field.
    return text;
  }
}

const asDate: Reader = (text) => {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date;
};

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, on: true, false: false };

const READERS = {
  text: (text) => text,
  number: Number,
  boolean: (text) => BOOLEANS[text] ?? text,
  date: asDate,
  json: asJson,
} as const satisfies Record<string, Reader>;

/** What a field of a form holds, and what it stands for while it is empty; undefined: it has to be filled in. */
export type FormField = { as: keyof typeof READERS; empty?: null | false | "" };

/** Makes the values that a schema wants of the texts of a form. */
export function readForm(
  texts: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, FormField>>,
): Record<string, unknown> {
  const values = Object.entries(fields).map(([name, { as, empty }]) => {
    const text = String(texts[name] ?? "");
    return [name, text === "" ? empty : READERS[as](text)];
  });
  return Object.fromEntries(values);
}

const MINUTE_MS = 60_000;
const END_OF_LOCAL_TIME = 23;

/** A point in time as `<input type="datetime-local">` wants it, to the millisecond. */
export function localTime(at: Date | null | undefined): string {
  if (!at) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, END_OF_LOCAL_TIME);
}
