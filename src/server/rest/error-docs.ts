import { ERRORS, type ErrorCode } from "@/lib/errors";
import { codesOf, errorPage } from "./openapi-responses";
import { routeTable } from "./route-table";

export type ErrorDoc = {
  code: string;
  status: number;
  /** As tRPC's own clients see it in `error.data.code`. */
  trpc: string;
  message: string;
  when: string;
  remedy: string;
  href: string;
  /** The operations that may answer with it, as `GET /api/users/{id}`. */
  operations: string[];
};

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

function describe(code: ErrorCode): ErrorDoc {
  const operations = routeTable.operations
    .filter((operation) => codesOf(operation).includes(code))
    .map(({ rest }) => `${rest.method} /api${rest.path}`);
  return { code, ...ERRORS[code], href: errorPage(code), operations };
}

/** Every code of the catalogue, by status. */
export function errorDocs(): ErrorDoc[] {
  return Object.keys(ERRORS).filter(isErrorCode).map(describe);
}

/** What is said of one code; null where there is none of that name. */
export function findErrorDoc(code: string): ErrorDoc | null {
  return isErrorCode(code) ? describe(code) : null;
}
