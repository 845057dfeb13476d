import { expect } from "vitest";
import { type ErrorBody, failure } from "@/lib/response";
import { toAppError } from "@/server/errors";
import { expectNothingInternal } from "./envelope";

/** The failure that a call ends with, in the words that every surface would use. Fails when the call succeeds. */
export async function refusal(call: Promise<unknown>): Promise<ErrorBody> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!("error" in outcome)) expect.fail(`succeeded with ${JSON.stringify(outcome.value)}`);
  const { error } = failure(toAppError(outcome.error));
  // The name of an unknown key is the client's own word.
  const own = error.details?.filter(({ issue }) => issue !== "Is not a known field.");
  expectNothingInternal(JSON.stringify({ ...error, details: own }));
  return error;
}
