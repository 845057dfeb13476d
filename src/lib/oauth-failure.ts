import { ClientError, ResponseBodyError } from "openid-client";
import { AppError } from "./errors";
import { logger } from "./logger";
import { refusedByProvider } from "./oauth";

/** The provider's answer is not what it must be for this sign-in: forged, replayed, too old, for somebody else. */
const REFUSED = new Set([
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED",
  "OAUTH_KEY_SELECTION_FAILED",
]);
/** The provider does not know us: whoever runs this server has to mend that. */
const OURS = new Set([
  "invalid_client",
  "unauthorized_client",
  "incorrect_client_credentials",
  "redirect_uri_mismatch",
]);
const SERVER_FAULT = 500;
const CODE_MAX = 60;

function isRefusal(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.status < SERVER_FAULT && !OURS.has(error.error);
  return error instanceof ClientError && REFUSED.has(error.code ?? "");
}

/** Codes only: the library's errors carry the parameters and bodies, with codes and tokens in them. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error ? String(error.code) : error.name;
  const said = error instanceof ResponseBodyError ? ` ${error.status} ${error.error.slice(0, CODE_MAX)}` : "";
  return `${code}${said}: ${error.message}`;
}

/**
 * Makes what went wrong with a provider into what a client may see, and logs why.
 * @returns `UNAUTHENTICATED` when the provider's answer is no good, else `SERVICE_UNAVAILABLE`
 */
export function providerFailure(provider: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const reason = reasonOf(error);
  if (isRefusal(error)) {
    logger.warn({ provider, reason }, "sign-in refused");
    return refusedByProvider();
  }
  logger.error({ provider, reason }, "provider cannot be used");
  return new AppError("SERVICE_UNAVAILABLE", {
    message: "The provider cannot be reached right now. Try again shortly.",
    cause: new Error(`provider ${provider}: ${reason}`),
  });
}
