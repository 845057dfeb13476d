import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { databaseError } from "@/lib/db-errors";
import { AppError, ERRORS, type ErrorCode } from "@/lib/errors";
import { validationDetails } from "@/lib/validation";

/** What tRPC itself throws before or around a procedure, by its own code. */
const BY_TRPC_CODE: Partial<Record<TRPCError["code"], ErrorCode>> = {
  PARSE_ERROR: "MALFORMED_REQUEST",
  BAD_REQUEST: "MALFORMED_REQUEST",
  NOT_FOUND: "NOT_FOUND",
  METHOD_NOT_SUPPORTED: "METHOD_NOT_ALLOWED",
  UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  PAYLOAD_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  TIMEOUT: "TIMEOUT",
};

function fromTrpc(error: TRPCError): AppError {
  if (error.cause instanceof ZodError && error.code === "BAD_REQUEST") {
    return new AppError("VALIDATION_ERROR", { details: validationDetails(error.cause), cause: error });
  }
  // A procedure's own throw arrives as INTERNAL_SERVER_ERROR with the thrown thing as its cause.
  const fromDatabase = databaseError(error.cause);
  if (fromDatabase) return fromDatabase;
  return new AppError(BY_TRPC_CODE[error.code] ?? "INTERNAL_ERROR", { cause: error });
}

/**
 * Turns whatever was thrown into the one kind of error whose code, message and details may leave the server.
 * The formatter, REST, the caller's middleware and the tests all come through here.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof TRPCError) return error.cause instanceof AppError ? error.cause : fromTrpc(error);
  return databaseError(error) ?? new AppError("INTERNAL_ERROR", { cause: error });
}

/** The tRPC form of an AppError, for callers that know tRPC only. */
export function toTrpcError(error: AppError): TRPCError {
  return new TRPCError({ code: ERRORS[error.code].trpc, message: error.message, cause: error });
}
