/** Differ with every request, whoever sends it: its ID, and how the limits stand by now. */
const OWN = ["x-request-id", "ratelimit"];

/** The fields of an answer that two requests must have alike. */
export function fieldsOf(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => !OWN.includes(name));
}
