import { z } from "zod";

/** The variables by which `tests/helpers/prove.ts` hands its arguments on to the proofs. */
const profileSchema = z.object({
  PROVE_SHORT: z.stringbool().default(false),
  PROVE_REQUESTS: z.coerce.number().int().positive().optional(),
  PROVE_STEPS: z.coerce.number().int().positive().optional(),
  PROVE_SEED: z.coerce.number().int().optional(),
});

const profile = profileSchema.parse(process.env);

export const isShort = profile.PROVE_SHORT;
/** How many requests the fuzzer sends to each database. */
export const fuzzRequests = profile.PROVE_REQUESTS ?? (isShort ? 4_000 : 50_000);
export const modelSteps = profile.PROVE_STEPS ?? (isShort ? 600 : 5_000);
/** The same seed gives the same run. */
export const proveSeed = profile.PROVE_SEED ?? 20_261_124;
