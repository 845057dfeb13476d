import type { ZodError } from "zod";
import type { ErrorDetail } from "./errors";

const UNKNOWN_FIELD = "Is not a known field.";
/** The blame of an issue that names no field, such as a body that is no object. */
const WHOLE_INPUT = "(input)";

function dotted(path: readonly PropertyKey[]): string {
  return path.length === 0 ? WHOLE_INPUT : path.map((key) => String(key) || '""').join(".");
}

/** One detail a field; every unknown key is named on its own. The sentences are those of the schemas. */
export function validationDetails(error: ZodError): ErrorDetail[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ field: dotted([...issue.path, key]), issue: UNKNOWN_FIELD }))
      : [{ field: dotted(issue.path), issue: issue.message }],
  );
}
