import { createTRPCReact } from "@trpc/react-query";
import type { AppRouter } from "@/server/root";

/** Typed hooks for every procedure. Each answers with the envelope: `trpc.user.list.useQuery({}).data?.data`. */
export const trpc = createTRPCReact<AppRouter>();
