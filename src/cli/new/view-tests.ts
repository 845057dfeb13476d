import type { Field } from "./kinds";
import { namesOf } from "./names";

type Samples = { good: (field: Field) => string; wrong: string; other: (field: Field) => string | null };

const fixed = (good: string, wrong: string, other: string): Samples => ({
  good: () => good,
  wrong,
  other: () => other,
});

/** Values in code: one that is taken, one that is refused, and another than the first; null where each is another anyway. */
const SAMPLES: Readonly<Record<Field["kind"], Samples>> = {
  string: {
    good: ({ name }) => `\`${namesOf(name).title} \${count}\``,
    wrong: '" "',
    other: () => null,
  },
  text: fixed('"Some text."', '""', '"Another text."'),
  int: { good: () => "1_000 + count", wrong: "1.5", other: () => null },
  decimal: fixed('"12.50"', '"1.234"', '"99.99"'),
  boolean: fixed("true", '"yes"', "false"),
  date: fixed('new Date("2026-01-31T12:00:00.000Z")', '"never"', 'new Date("2027-02-28T23:59:59.999Z")'),
  json: fixed('{ colour: "blue" }', '{ much: "x".repeat(16_001) }', '{ colour: "red" }'),
  enum: {
    good: ({ values: [first] }) => `"${first}"`,
    wrong: '"NO_SUCH_CHOICE"',
    other: ({ values: [, second] }) => `"${second}"`,
  },
  "belongs-to": {
    good: ({ name, relation }) => `wishes.${name} ?? (await make${relation?.model}()).id`,
    wrong: '"x"',
    other: () => null,
  },
};

/** What the factory gives the field. */
export function sampleOf(field: Field): string {
  return SAMPLES[field.kind].good(field);
}

/** What its schema refuses. */
export function wrongOf(field: Field): string {
  return SAMPLES[field.kind].wrong;
}

/** The field that the tests change, and what the factory is asked for, so that it is a change. */
export function changeOf(fields: readonly Field[]): { name: string; wishes: string } {
  const field = fields.find(({ kind }) => kind !== "belongs-to") ?? fields[0];
  if (!field) return { name: "", wishes: "" };
  const other = SAMPLES[field.kind].other(field);
  return { name: field.name, wishes: other === null ? "" : `{ ${field.name}: ${other} }` };
}

/** Two rows that a filter tells apart. */
export function filterTestOf(field: Field): { make: string; makeOther: string } {
  const other = SAMPLES[field.kind].other(field);
  return { make: "", makeOther: other === null ? "" : `{ ${field.name}: ${other} }` };
}
