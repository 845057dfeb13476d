import { AppError } from "./errors";

/** The entity tag of a row in this version. @see https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3 */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/** Splitting at every comma is fine, as what is inside of another's tag can never be one of ours. */
function tagsOf(field: string): string[] {
  return field.split(",").map((tag) => tag.trim());
}

const isAny = (field: string) => field.trim() === "*";

/**
 * Holds a row against an `If-Match` field: `*`, or a list of strong tags.
 * @param row null for what has no version, and so no tag
 * @param ifMatch null when the field was not sent: then anything matches
 * @throws AppError `PRECONDITION_FAILED`
 */
export function assertMatch(row: { version: number } | null, ifMatch: string | null): void {
  if (ifMatch === null || isAny(ifMatch)) return;
  if (row !== null && tagsOf(ifMatch).includes(entityTag(row.version))) return;
  throw new AppError("PRECONDITION_FAILED");
}

/**
 * Whether what has this tag is what the client has already, by its `If-None-Match` field: `*`, or a list of tags, of which
 * weak ones count as well.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 */
export function isKnown(tag: string, ifNoneMatch: string | null): boolean {
  if (ifNoneMatch === null) return false;
  return isAny(ifNoneMatch) || tagsOf(ifNoneMatch).some((known) => known.replace(/^W\//, "") === tag);
}
