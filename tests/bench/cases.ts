import type { Request } from "./load";

/** The four calls that every server of the comparison answers. */
export const CASES = ["health", "by id", "list", "create"] as const;
type Case = (typeof CASES)[number];

const STREAMING = { "trpc-accept": "application/jsonl" };
const JSON_TYPE = { "Content-Type": "application/json" };
const NEW_USER = { email: "b{fresh}@example.org", name: "Bench Person" };
const BATCH = 10;

type Headers = Readonly<Record<string, string>>;
export type Sends = (which: Case) => Request[];

const encoded = (value: unknown) => encodeURIComponent(JSON.stringify(value));
const wire = (json: unknown) => ({ 0: { json } });

/** Plain HTTP. */
export function restRequests(ids: readonly string[], headers: Headers = {}): Sends {
  const requests: Record<Case, Request[]> = {
    health: [{ path: "/api/health", headers }],
    "by id": ids.map((id) => ({ path: `/api/users/${id}`, headers })),
    list: [{ path: "/api/users", headers }],
    create: [
      { path: "/api/users", method: "POST", headers: { ...headers, ...JSON_TYPE }, body: JSON.stringify(NEW_USER) },
    ],
  };
  return (which) => requests[which];
}

/** tRPC as `httpBatchLink` sends it, or as `httpBatchStreamLink` does. */
export function trpcRequests(ids: readonly string[], link: "batch" | "streaming"): Sends {
  const headers = link === "streaming" ? STREAMING : {};
  const query = (path: string, input: unknown) => ({
    path: `/api/trpc/${path}?batch=1&input=${encoded(wire(input))}`,
    headers,
  });
  const requests: Record<Case, Request[]> = {
    health: [query("health.live", {})],
    "by id": ids.map((id) => query("user.byId", { id })),
    list: [query("user.list", {})],
    create: [
      {
        path: "/api/trpc/user.create?batch=1",
        method: "POST",
        headers: { ...headers, ...JSON_TYPE },
        body: JSON.stringify(wire(NEW_USER)),
      },
    ],
  };
  return (which) => requests[which];
}

/** Ten by-id calls in one request of tRPC's. */
export function batchOfTen(ids: readonly string[]): Request[] {
  const paths = Array.from({ length: BATCH }, () => "user.byId").join(",");
  return Array.from({ length: Math.floor(ids.length / BATCH) }, (_, batch) => {
    const calls = ids.slice(batch * BATCH, (batch + 1) * BATCH).map((id, at) => [at, { json: { id } }]);
    return { path: `/api/trpc/${paths}?batch=1&input=${encoded(Object.fromEntries(calls))}` };
  });
}

/** The first three of the many procedures, as there may be no more. */
export function thingRequests(ids: readonly string[]): Request[] {
  return ids.map((id, at) => ({ path: `/api/things${at % 3}/${id}` }));
}

/** Who is calling, and nothing else. */
export function whoRequests(cookie: string): Request[] {
  return [{ path: "/", headers: { cookie } }];
}
