import { invalidField } from "./errors";
import { signValue, verifySignature } from "./secret-box";

const PURPOSE = "cursor";

/** Where a keyset page ended: the sort value of the last row and its id, which breaks ties. */
export type CursorPosition = { value: string; id: string };

function refuse(): never {
  throw invalidField("cursor", "Is not a cursor of this list. Start again without one.");
}

/**
 * Makes an opaque cursor, signed and bound to the list it came from.
 * @param list what the position is valid for: the list's name, sort and filters, as one stable string
 */
export function encodeCursor(list: string, position: CursorPosition): string {
  const body = Buffer.from(JSON.stringify([position.value, position.id])).toString("base64url");
  return `${body}.${signValue(`${list}\n${body}`, PURPOSE)}`;
}

/**
 * Reads a cursor back.
 * @throws AppError `VALIDATION_ERROR` on `cursor` when it is forged or belongs to another sort or filter
 */
export function decodeCursor(list: string, cursor: string): CursorPosition {
  const [body, signature, ...rest] = cursor.split(".");
  if (!body || !signature || rest.length > 0) refuse();
  if (!verifySignature(`${list}\n${body}`, signature, PURPOSE)) refuse();
  const [value, id]: [string, string] = JSON.parse(Buffer.from(body, "base64url").toString("utf8"));
  return { value, id };
}
