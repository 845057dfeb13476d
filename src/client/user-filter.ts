import type { RouterInputs } from "@/types/api";
import { MAX_QUERY } from "./list-filter";

/** What the list of users asks for at once. */
const USERS_AT_ONCE = 25;

export type UserFilter = Pick<RouterInputs["user"]["list"], "q" | "role" | "status"> & {
  sort: NonNullable<RouterInputs["user"]["list"]["sort"]>;
};

// Written out, as the page would otherwise begin with all of Zod; tests hold them to the schema.
const ROLES = ["USER", "ADMIN"] as const;
const STATES = ["ACTIVE", "DISABLED"] as const;
const SORTS = ["-createdAt", "createdAt", "email", "-email", "name", "-name"] as const;

function oneOf<Choice extends string>(choices: readonly Choice[], value: unknown): Choice | undefined {
  return choices.find((choice) => choice === value);
}

/** The filter that a page's address names; what it cannot be is as if it were not there. */
export function readUserFilter(query: Readonly<Record<string, unknown>>): UserFilter {
  const q = typeof query.q === "string" && query.q.length <= MAX_QUERY ? query.q : "";
  const role = oneOf(ROLES, query.role);
  const status = oneOf(STATES, query.status);
  const sort = oneOf(SORTS, query.sort) ?? "-createdAt";
  return { ...(q && { q }), ...(role && { role }), ...(status && { status }), sort };
}

/** The same, as a page's address has it: "" for the filter that lets everybody through. */
export function writeUserFilter({ sort, ...filter }: UserFilter): string {
  const text = new URLSearchParams({ ...filter, ...(sort !== "-createdAt" && { sort }) }).toString();
  return text === "" ? "" : `?${text}`;
}

/** What the page asks the server for. Here, for the page that reads the first of it ahead. */
export function userListInput(filter: UserFilter) {
  return { ...filter, limit: USERS_AT_ONCE, withTotal: true, withLastSignIn: true };
}
