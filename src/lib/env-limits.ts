import { z } from "zod";
import { isLoopback } from "./env-oauth";

const REDIS_URL = /^rediss?:\/\/[^/?#]+(\/\d{0,5})?$/;
const REDIS_URL_ISSUE =
  "must be redis://user:password@host:6379/0, or rediss:// for TLS; escape user and password, give nothing else";

const blankAsMissing = (value: unknown) => (value === "" ? undefined : value);

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** As the client reads it, which would otherwise throw when it is first needed. */
function isRedisUrl(value: string): boolean {
  if (!REDIS_URL.test(value) || !URL.canParse(value)) return false;
  const { username, password, hostname } = new URL(value);
  return hostname !== "" && isDecodable(username) && isDecodable(password);
}

function perMinute(standard: number) {
  return z.preprocess(blankAsMissing, z.coerce.number().int().min(10).max(1_000_000).default(standard));
}

/** The variables about how much anybody may do, and where that is counted. */
export const limitVariables = {
  REDIS_URL: z.preprocess(blankAsMissing, z.string().refine(isRedisUrl, REDIS_URL_ISSUE).optional()),
  ALLOW_INSECURE_REDIS: z.preprocess(blankAsMissing, z.enum(["yes"], "may only be 'yes'").optional()),
  RATE_LIMIT_READS: perMinute(600),
  RATE_LIMIT_WRITES: perMinute(120),
  MAX_CONCURRENT_REQUESTS: z.preprocess(blankAsMissing, z.coerce.number().int().min(1).max(100_000).default(500)),
};

type Values = z.output<z.ZodObject<typeof limitVariables>>;

/** What is wrong with the variables together, in production: one variable, and why. Null when nothing is. */
export function limitsProblem({ REDIS_URL, ALLOW_INSECURE_REDIS }: Values): { name: string; advice: string } | null {
  if (REDIS_URL === undefined || REDIS_URL.startsWith("rediss:")) return null;
  if (isLoopback(new URL(REDIS_URL).hostname) || ALLOW_INSECURE_REDIS === "yes") return null;
  const advice =
    "sends its traffic in clear text to another machine. Use rediss://, or set ALLOW_INSECURE_REDIS=yes on a private network";
  return { name: "REDIS_URL", advice };
}
