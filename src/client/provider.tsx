"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { httpBatchLink } from "@trpc/client";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import { directionLink } from "./direction-link";
import { ifMatchField } from "./if-match";
import { codeOf, isPassing } from "./problem";
import { checkSession } from "./session";
import { trpc } from "./trpc";

/** The server takes ten calls a batch, and URLs of 8 KiB. */
const MAX_BATCH = 10;
const MAX_URL_LENGTH = 6_000;
const MAX_RETRIES = 2;
const STALE_MS = 5_000;

function createQueryClient(): QueryClient {
  // Wherever a call is told that nobody is signed in, the signed-in pages look, and leave (see SessionWatch).
  const onError = (error: unknown): void => {
    if (codeOf(error) === "UNAUTHENTICATED") checkSession(client);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // "always": what is sent without a connection fails and says so, rather than waiting for one in silence.
      queries: {
        retry: (count, error) => count < MAX_RETRIES && isPassing(error),
        staleTime: STALE_MS,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}

function createClient() {
  const batchLink = httpBatchLink({
    url: "/api/trpc",
    transformer: superjson,
    maxItems: MAX_BATCH,
    maxURLLength: MAX_URL_LENGTH,
    headers: ({ opList }) => ifMatchField(opList),
  });
  return trpc.createClient({ links: [directionLink, batchLink] });
}

/** Gives every page below it the typed client. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [client] = useState(createClient);
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}
