import type { Page, Request, Route } from "playwright-core";
import { type AppError, ERRORS } from "@/lib/errors";
import { failure } from "@/lib/response";

/** The request ID of every planted refusal. */
export const PLANTED_ID = "req_planted0000";

function pathsOf(url: URL): string[] {
  return url.pathname.split("/api/trpc/")[1]?.split(",") ?? [];
}

function isCallOf(procedure: string): (url: URL) => boolean {
  return (url) => pathsOf(url).includes(procedure);
}

function refusalOf(error: AppError, path: string) {
  const { trpc, status } = ERRORS[error.code];
  const envelope = failure(error);
  const meta = { ...envelope.meta, requestId: PLANTED_ID };
  const data = { ...envelope, meta, code: trpc, httpStatus: status, path };
  return { error: { json: { message: error.message, code: -32_603, data } } };
}

/** Has the API refuse every call of a procedure, in its own words. @returns what ends it */
export async function refuse(page: Page, procedure: string, error: AppError): Promise<() => Promise<void>> {
  const isMeant = isCallOf(procedure);
  async function answer(route: Route, request: Request): Promise<void> {
    const json = pathsOf(new URL(request.url())).map((path) => refusalOf(error, path));
    await route.fulfill({ status: error.status, headers: { ...error.headers, "x-request-id": PLANTED_ID }, json });
  }
  await page.route(isMeant, answer);
  return () => page.unroute(isMeant, answer);
}

/** Has the connection break at every call of a procedure. @returns what mends it */
export async function loseConnection(page: Page, procedure: string): Promise<() => Promise<void>> {
  const isMeant = isCallOf(procedure);
  const abort = (route: Route) => route.abort("connectionreset");
  await page.route(isMeant, abort);
  return () => page.unroute(isMeant, abort);
}

/** Holds every call of a procedure back. @returns what lets them go on */
export async function holdBack(page: Page, procedure: string): Promise<() => Promise<void>> {
  const isMeant = isCallOf(procedure);
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  // A page that has left meanwhile wants it no more.
  const wait = (route: Route) => released.then(() => route.continue()).catch(() => undefined);
  await page.route(isMeant, wait);
  return async () => {
    release();
    await page.unroute(isMeant, wait);
  };
}
