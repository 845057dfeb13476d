import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { ErrorCode, ErrorDetail } from "@/lib/errors";
import type { AppRouter } from "@/server/root";

export type { Envelope, ErrorBody, Failure, ListSuccess, Meta, Pagination, Success } from "@/lib/response";
export type { ErrorCode, ErrorDetail };
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;
