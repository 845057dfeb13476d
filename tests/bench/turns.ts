import { batchOfTen, CASES, restRequests, type Sends, thingRequests, trpcRequests, whoRequests } from "./cases";
import type { Request } from "./load";
import type { Turn } from "./measure";
import type { Server, ServerName } from "./servers";
import type { World } from "./world";

/** So many times a round: what they are held against is a few hundredths. */
const CLOSE_TURNS = 2;

/** The loader makes all its requests for each connection, before it sends the first. */
const FEW = 31;

type Wanted = World & { deepPath: string };

/** What a server is asked, by the figure's name. */
type Asked = Readonly<Record<string, readonly Request[]>>;

const cases = (prefix: string, sends: Sends): Asked =>
  Object.fromEntries(CASES.map((which) => [`${prefix} ${which}`, sends(which)]));

const ASKED: Readonly<Partial<Record<ServerName, (world: Wanted) => Asked>>> = {
  // As many connections as ours has had, since memory is compared afterwards.
  "next-bare": ({ ids }) => ({
    ...cases("next-bare", restRequests(ids)),
    "next-bare by id, 256 connections": restRequests(ids.slice(0, FEW))("by id"),
  }),
  "next-trpc": ({ ids }) => ({
    ...cases("next-trpc streaming", trpcRequests(ids, "streaming")),
    "next-trpc by id": trpcRequests(ids, "batch")("by id"),
  }),
  "gatehouse-next": ({ ids }) => ({
    ...cases("gatehouse-next", restRequests(ids)),
    // As often as the bare one is asked it, since their processor time is compared.
    "gatehouse-next by id, once more": restRequests(ids)("by id"),
    "gatehouse-next trpc by id": trpcRequests(ids, "batch")("by id"),
  }),
  "gatehouse-open": ({ ids, deepPath }) => ({
    ...cases("gatehouse-open", restRequests(ids)),
    ...cases("gatehouse-open trpc", trpcRequests(ids, "batch")),
    "gatehouse-open trpc ten by id": batchOfTen(ids),
    "gatehouse-open by id, 256 connections": restRequests(ids.slice(0, FEW))("by id"),
    "gatehouse-open list, page 5,000": [{ path: deepPath }],
  }),
  gatehouse: () => ({}),
  "gatehouse-twin": () => ({}),
  "gatehouse-unwatched": () => ({}),
  "gatehouse-5": () => ({}),
  "gatehouse-500": () => ({}),
  "session-ours": ({ cookie }) => ({ "session gatehouse": whoRequests(cookie) }),
  "session-better-auth": ({ betterAuthCookie }) => ({ "session better-auth": whoRequests(betterAuthCookie) }),
};

function turnsOf(server: Server, world: Wanted): Turn[] {
  const asked = (ASKED[server.name] ?? (({ ids }) => cases(server.name, restRequests(ids))))(world);
  return Object.entries(asked).map(([figure, requests]) => {
    return figure.endsWith("256 connections")
      ? { figure, server, requests, connections: 256 }
      : { figure, server, requests };
  });
}

/**
 * The same calls with all that watches switched off, with it taken out, and with a session; and few procedures beside many.
 * Close to each other, as a server that has been idle for minutes is slow for longer than its warm-up; and by servers that
 * are asked nothing else, as V8 makes faster code of what is always called alike.
 */
function closeTurns(servers: readonly Server[], { ids, cookie }: Wanted): Turn[] {
  const asked: Partial<Record<ServerName, Omit<Turn, "server">>> = {
    "gatehouse-twin": { figure: "watching off, by id", requests: restRequests(ids)("by id") },
    "gatehouse-unwatched": { figure: "watching taken out, by id", requests: restRequests(ids)("by id") },
    gatehouse: { figure: "with a session, by id", requests: restRequests(ids, { cookie })("by id") },
    "gatehouse-5": { figure: "5 procedures", requests: thingRequests(ids) },
    "gatehouse-500": { figure: "500 procedures", requests: thingRequests(ids) },
  };
  const turns = servers.flatMap((server) => {
    const turn = asked[server.name];
    return turn ? [{ ...turn, server }] : [];
  });
  return turns.length < 2 ? [] : Array.from({ length: CLOSE_TURNS }, () => turns).flat();
}

/** What is like each other stands next to each other, so that the machine treats it alike. */
function byCase(turns: readonly Turn[]): Turn[] {
  const place = ({ figure }: Turn) => CASES.findIndex((which) => figure.includes(which));
  return turns.toSorted((one, other) => place(one) - place(other));
}

/** One round of the comparison. */
export function roundOf(servers: readonly Server[], world: Wanted): Turn[] {
  return [...byCase(servers.flatMap((server) => turnsOf(server, world))), ...closeTurns(servers, world)];
}
