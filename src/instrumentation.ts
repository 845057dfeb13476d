import type { Instrumentation } from "next";
import { isBooted } from "./front/booted";

/** Next calls it once, before the first request. Behind the front all has been done by then, and nothing is loaded twice. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || isBooted()) return;
  const { exitWith } = await import("./front/exit-with");
  try {
    const { boot } = await import("./front/boot");
    const { begin } = await boot({ onWrongSchema: exitWith });
    await begin();
    const { flushAtSignal } = await import("./front/observability");
    flushAtSignal();
  } catch (error) {
    exitWith(error);
  }
}

/** Next calls it for whatever a page throws: the line has the ID that the error page shows. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, { routePath }) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { logPageError } = await import("./front/page-error");
  logPageError(error, { headers: request.headers, path: routePath });
};
