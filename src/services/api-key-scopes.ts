import { SCOPES, type Scope } from "@/schemas/permission.schema";

const SEPARATOR = " ";

/** As a key's row keeps them. */
export function writeScopes(scopes: readonly Scope[]): string {
  return scopes.join(SEPARATOR);
}

/** Those of a key's row. What is no scope (any more) opens nothing. */
export function readScopes(stored: string): Scope[] {
  const given = stored.split(SEPARATOR);
  return SCOPES.filter((scope) => given.includes(scope));
}
