import { z } from "zod";

type Issue = z.core.$ZodRawIssue;

const TYPE_NAMES: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  date: "a date",
  array: "a list",
  object: "an object",
  record: "an object",
};

function size(issue: Extract<Issue, { code: "too_small" | "too_big" }>): string {
  const least = issue.code === "too_small";
  const limit = String(least ? issue.minimum : issue.maximum);
  const bound = least ? "at least" : "at most";
  if (issue.origin === "string") return `Must be ${bound} ${limit} character${limit === "1" ? "" : "s"} long.`;
  if (issue.origin === "array") return `Must have ${bound} ${limit} item${limit === "1" ? "" : "s"}.`;
  return `Must be ${bound} ${limit}.`;
}

function formatName(format: string): string {
  if (format === "uuid") return "Must be a UUID.";
  if (format === "datetime") return "Must be a date and time in ISO 8601, such as 2026-01-01T00:00:00.000Z.";
  return "Does not have the right form.";
}

/** A stable sentence for a person for each kind of issue, where a schema does not bring its own. */
function sentence(issue: Issue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "Required." : `Must be ${TYPE_NAMES[issue.expected] ?? "of another type"}.`;
    case "too_small":
    case "too_big":
      return size(issue);
    case "invalid_format":
      return formatName(issue.format);
    case "invalid_value":
      return `Must be ${issue.values.length === 1 ? "" : "one of: "}${issue.values.map(String).join(", ")}.`;
    case "unrecognized_keys":
      return "Has unknown fields.";
    default:
      return "Is not valid.";
  }
}

// Process-wide on purpose: server and browser say the same about the same mistake. In a browser Zod makes no code of texts,
// which the policy of our pages forbids.
z.config({ customError: sentence, jitless: "document" in globalThis });
