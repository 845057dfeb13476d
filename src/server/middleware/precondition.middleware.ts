import { assertMatch } from "@/lib/if-match";
import { middleware } from "../trpc";

const CHANGING = ["PUT", "PATCH", "DELETE"];

/** What has no version cannot match one: such a change is refused rather than made in spite of its `If-Match`. */
export const precondition = middleware(({ ctx, meta, next }) => {
  const method = (meta?.rest || undefined)?.method ?? "";
  if (CHANGING.includes(method) && !meta?.errors?.includes("PRECONDITION_FAILED")) assertMatch(null, ctx.ifMatch);
  return next();
});
