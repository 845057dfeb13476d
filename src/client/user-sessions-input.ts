import { PAGE_SIZE } from "./list";

/** What the page of a user asks for about sessions. Apart, for the page that reads it ahead on the server. */
export function userSessionsInput(id: string) {
  return { id, limit: PAGE_SIZE };
}
