import { z } from "zod";

const TOKEN = /^[A-Za-z0-9._~+/-]{32,512}=*$/;
const TOKEN_ISSUE =
  "must have at least 32 letters, digits and . _ ~ + / -, and not repeat itself; make one with: openssl rand -hex 32";

const blankAsMissing = (value: unknown) => (value === "" ? undefined : value);

const tokenSchema = z.string().refine((value) => TOKEN.test(value) && new Set(value).size >= 10, TOKEN_ISSUE);

/** The variables about what the server tells of itself. */
export const telemetryVariables = {
  METRICS_TOKEN: z.preprocess(blankAsMissing, tokenSchema.optional()),
};
