import { format } from "node:util";
import { logger } from "@/lib/logger";

/** What libraries print, Next above all, becomes a log line like any other, with the request's ID. */
export function adoptConsole(): void {
  const level = (name: "info" | "warn" | "error") => {
    return (...parts: unknown[]) => logger[name]({ source: "console" }, format(...parts));
  };
  Object.assign(console, { log: level("info"), info: level("info"), warn: level("warn"), error: level("error") });
}
