import { createTRPCClient, httpBatchLink, httpLink, TRPCClientError } from "@trpc/client";
import superjson from "superjson";
import { beforeAll, describe, expect, it } from "vitest";
import { handleApiRequest } from "@/server/api";
import type { AppRouter } from "@/server/root";
import { makeUser, type SignedIn, signedIn, type TestUser } from "./helpers/world";

const ABSENT = "0198c0de-7a1b-7000-8000-00000000ffff";

let user: TestUser;
let admin: SignedIn;

beforeAll(async () => {
  user = await makeUser({ role: "ADMIN", name: "Ada" });
  admin = await signedIn(user);
});

describe("tRPC's own client", () => {
  const options = {
    url: "http://localhost:3000/api/trpc",
    transformer: superjson,
    headers: () => ({ cookie: admin.cookie }),
    fetch: (input: URL | RequestInfo, init?: RequestInit) =>
      handleApiRequest(new Request(input, { ...init, signal: null })),
  };
  const links = { httpLink, httpBatchLink };

  it.each(Object.entries(links))("reads, changes and fails over %s", async (_name, link) => {
    const client = createTRPCClient<AppRouter>({ links: [link(options)] });
    const [own, list] = await Promise.all([
      client.user.byId.query({ id: user.id }),
      client.user.list.query({ limit: 1 }),
    ]);
    expect(own).toMatchObject({ success: true, data: { name: "Ada", createdAt: expect.any(Date) } });
    expect(list.meta.pagination).toMatchObject({ limit: 1 });
    const renamed = await client.user.update.mutate({ id: user.id, name: "Ada" });
    expect(renamed.data.name).toBe("Ada");
    const problem = await client.user.byId.query({ id: ABSENT }).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(TRPCClientError);
    expect(problem).toMatchObject({ data: { success: false, httpStatus: 404, error: { code: "NOT_FOUND" } } });
  });

  it("understands what the edge itself refuses", async () => {
    const client = createTRPCClient<AppRouter>({ links: [httpBatchLink({ ...options, maxItems: 20 })] });
    const calls = Array.from({ length: 11 }, () => client.health.live.query());
    const outcomes = await Promise.allSettled(calls);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ reason: { data: { error: { code: "MALFORMED_REQUEST" } } } });
    }
  });
});
