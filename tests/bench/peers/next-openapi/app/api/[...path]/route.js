import { createOpenApiFetchHandler } from "trpc-to-openapi";
import { appRouter } from "../../../../router";

const handler = (req) =>
  createOpenApiFetchHandler({ endpoint: "/api", req, router: appRouter, createContext: () => ({}) });

export { handler as GET, handler as POST };
