import { logger } from "./logger";
import { currentSpan } from "./request-context";

/**
 * Notes what was decided about a request on its way: on its span, and at LOG_LEVEL=debug in the log, where
 * `npm run trace` finds it.
 * @param facts codes, names and numbers; nothing of a person's, and nothing secret
 */
export function noteDecision(decision: string, facts: Readonly<Record<string, string | number | boolean>>): void {
  currentSpan()?.addEvent(decision, facts);
  if (logger.isLevelEnabled("debug")) logger.debug({ decision, ...facts }, "decision");
}
