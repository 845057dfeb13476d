import { logger } from "@/lib/logger";
import { runWithRequestId } from "@/lib/request-context";
import { acceptRequestId } from "@/lib/request-id";

type PageRequest = { headers: Readonly<Record<string, string | string[] | undefined>>; path: string };

/** What the error page can show of an error, if there is one. */
function digestOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("digest" in error)) return undefined;
  return typeof error.digest === "string" ? error.digest : undefined;
}

/** Writes the line of a page that failed, with the request ID that `proxy.ts` gave it, and with what the visitor is shown. */
export function logPageError(error: unknown, { headers, path }: PageRequest): void {
  const requestId = headers["x-request-id"];
  runWithRequestId(acceptRequestId(typeof requestId === "string" ? requestId : null), () => {
    logger.error({ err: error, path, digest: digestOf(error) }, "a page failed");
  });
}
