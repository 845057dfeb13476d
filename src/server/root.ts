import type {
  AnyTRPCMutationProcedure,
  AnyTRPCQueryProcedure,
  AnyTRPCRouter,
  TRPCBuiltRouter,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCRouterRecord,
} from "@trpc/server";
import type { Enveloped } from "@/lib/response";
import { accountRouter } from "./routers/account.router";
import { apiKeyRouter } from "./routers/api-key.router";
import { auditEventRouter } from "./routers/audit-event.router";
import { authRouter } from "./routers/auth.router";
import { factorRouter } from "./routers/factor.router";
import { healthRouter } from "./routers/health.router";
import { identityRouter } from "./routers/identity.router";
import { impersonationRouter } from "./routers/impersonation.router";
import { mailboxRouter } from "./routers/mailbox.router";
import { passkeyRouter } from "./routers/passkey.router";
import { sessionRouter } from "./routers/session.router";
import { systemRouter } from "./routers/system.router";
import { userRouter } from "./routers/user.router";
import { createCallerFactory, router } from "./trpc";

type Definition<Procedure extends AnyTRPCQueryProcedure | AnyTRPCMutationProcedure> = {
  input: Procedure["_def"]["$types"]["input"];
  output: Enveloped<Procedure["_def"]["$types"]["output"]>;
  meta: Procedure["meta"];
};

type EnvelopedRecord<Record extends TRPCRouterRecord> = {
  [Key in keyof Record]: Record[Key] extends AnyTRPCQueryProcedure
    ? TRPCQueryProcedure<Definition<Record[Key]>>
    : Record[Key] extends AnyTRPCMutationProcedure
      ? TRPCMutationProcedure<Definition<Record[Key]>>
      : Record[Key] extends TRPCRouterRecord
        ? EnvelopedRecord<Record[Key]>
        : never;
};

type EnvelopedRouter<Router extends AnyTRPCRouter> = TRPCBuiltRouter<
  Router["_def"]["_config"]["$types"],
  EnvelopedRecord<Router["_def"]["record"]>
>;

const bareRouter = router({
  account: accountRouter,
  apiKey: apiKeyRouter,
  auditEvent: auditEventRouter,
  auth: authRouter,
  factor: factorRouter,
  health: healthRouter,
  identity: identityRouter,
  mailbox: mailboxRouter,
  passkey: passkeyRouter,
  user: userRouter,
  session: sessionRouter,
  system: systemRouter,
  impersonation: impersonationRouter,
});

export type AppRouter = EnvelopedRouter<typeof bareRouter>;

// tRPC types a middleware's data as unknown, so it cannot see that the envelope wraps every output: the one cast says so.
export const appRouter = bareRouter as unknown as AppRouter;

/** Calls procedures in the process: `createCaller(createContext()).user.byId({ id })`. */
export const createCaller = createCallerFactory(appRouter);
