import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import { ERRORS, type ErrorCode } from "@/lib/errors";
import { failure } from "@/lib/response";
import type { Permission } from "@/schemas/permission.schema";
import type { Context } from "./context";
import { toAppError } from "./errors";
import type { RateLimit } from "./rate-limits";
import { serializeOutput } from "./wire-output";

/** How a procedure is reached as plain HTTP. `{name}` in the path is a field of the input. */
export type RestMapping = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: `/${string}`;
  /** The status of a success; 200 unless said otherwise. */
  status?: 200 | 201 | 202;
};

type Access = "public" | "protected";

export type Meta = {
  /** Who may call; set by the base procedure, never by hand. */
  access?: Access;
  /** What a caller needs, one of these; set with `access`. */
  permissions?: readonly Permission[];
  /** What its calls are counted against, where the standard ones do not fit; `false` for nothing at all. */
  rateLimit?: readonly RateLimit[] | false;
  /** `false` keeps a procedure off REST on purpose. */
  rest?: RestMapping | false;
  summary?: string;
  description?: string;
  /** It is going away: since when it should not be used (a day, `2026-12-31`), when it ends, what to use instead. */
  deprecated?: { since: string; sunset?: string; instead?: string };
  /** Failures beyond those that follow from the input and the access rule. */
  errors?: ErrorCode[];
};

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer: { input: superjson, output: { ...superjson, serialize: serializeOutput } },
    isDev: false,
    errorFormatter({ shape, error, path }) {
      const appError = toAppError(error);
      const { status, trpc } = ERRORS[appError.code];
      const data = { ...failure(appError), code: trpc, httpStatus: status, ...(path !== undefined && { path }) };
      return { code: shape.code, message: appError.message, data };
    },
  });

export const { router, middleware, procedure, createCallerFactory } = t;
