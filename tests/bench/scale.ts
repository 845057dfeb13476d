import { join } from "node:path";
import type { DatabaseKind } from "@/lib/db-url";
import { migrateUp } from "../../prisma/migrate/up";
import { pathOfPage } from "./deep-page";
import { fill } from "./fill";
import { type Medians, measure, mediansOf, type Turn } from "./measure";
import { keep, type Table } from "./report";
import { type Server, startServer } from "./servers";
import { verdict } from "./targets";
import { createEmptyWorld, type EmptyWorld } from "./world";

const SIZES = { whole: { small: 10_000, large: 1_000_000 }, quick: { small: 1_000, large: 5_000 } };
const PACE = { rounds: 3, seconds: 3, warmUpSeconds: 1.5, firstWarmUpSeconds: 2 };
const QUICK_PACE = { rounds: 1, seconds: 1, warmUpSeconds: 1, firstWarmUpSeconds: 1 };
const PAGE = 20;
const DEEP = 5_000;
const BOUND = 3;

type Sized = { kind: DatabaseKind; size: number; server: Server };

/** What is bound to stay flat, and then what is only told. */
const LISTS = {
  list: "",
  "by address": "?sort=email",
  "by name, backwards": "?sort=-name",
  "search, one found": "?q=user7777@",
  "search, a tenth of all": "?q=hopper",
  "search, one in ninety, all of them far down": "?q=user77",
};
const TOLD = { count: "?withTotal=true" };

const figureOf = ({ kind, size }: Pick<Sized, "kind" | "size">, which: string) => `${kind} ${size} ${which}`;

async function turnsOf(sized: Sized): Promise<Turn[]> {
  const { size, server } = sized;
  const deep = await pathOfPage(server.url, Math.min(DEEP, size / PAGE));
  const paths = Object.entries({ ...LISTS, ...TOLD }).map(([which, query]) => [which, `/api/users${query}`] as const);
  return [...paths, ["deep page", deep] as const].map(([which, path]) => {
    return { figure: figureOf(sized, which), server, requests: [{ path }] };
  });
}

/** Both 99th percentiles, their ratio, and how many requests failed. */
function judged(both: readonly (Medians[string] | undefined)[], isBound: boolean): string[] {
  const failed = both.reduce((sum, one) => sum + (one?.failed ?? 0), 0);
  const [small, large] = both.map((one) => (one && one.perSecond > 0 ? one.p99 : null));
  const shown = [small, large].map((p99) => p99?.toFixed(1) ?? "no answer");
  const ratio = small && large ? large / small : Number.POSITIVE_INFINITY;
  const isGood = failed === 0 && verdict("", ratio, "at most", BOUND).holds;
  const said = Number.isFinite(ratio) ? `${ratio.toFixed(2)}×` : "";
  return [...shown, `${said}${isBound ? ` ${isGood ? "met" : "**missed**"}` : ""}`.trim(), String(failed)];
}

function table(
  medians: Medians,
  all: readonly Sized[],
  sizes: { small: number; large: number },
  version: string,
): Table {
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const names = [...Object.keys(LISTS), "deep page", ...Object.keys(TOLD)];
  const rows = kinds.flatMap((kind) =>
    names.map((which) => {
      const both = [sizes.small, sizes.large].map((size) => medians[figureOf({ kind, size }, which)]);
      return [`${kind}, ${which}`, ...judged(both, which in LISTS)];
    }),
  );
  const about = `99th percentile in ms at 16 connections. ${version}, SQLite by libsql. The deep page is number ${Math.min(DEEP, sizes.large / PAGE)}, of ${sizes.small} users the last.`;
  const head = ["call", `${sizes.small} users`, `${sizes.large} users`, "ratio, at most 3×", "failed"];
  return { title: "A million users", about, rows: [head, ...rows] };
}

async function startSized(world: EmptyWorld, kind: DatabaseKind, size: number): Promise<Sized> {
  const databaseUrl =
    kind === "mysql" ? await world.newDatabase(`bench${size}`) : `file:${join(world.folder, `${size}.db`)}`;
  await migrateUp(databaseUrl);
  await fill(databaseUrl, size);
  const setup = { databaseUrl, folder: world.folder, node: process.execPath };
  return { kind, size, server: await startServer("gatehouse-open", setup) };
}

async function measureAll(servers: readonly Sized[], isQuick: boolean, print: (line: string) => void) {
  const turns: Turn[] = [];
  for (const sized of servers) turns.push(...(await turnsOf(sized)));
  return mediansOf(await measure(turns, isQuick ? QUICK_PACE : PACE, print));
}

/** The same lists on few users and on many, on both databases. */
export async function runScale(isQuick: boolean, print: (line: string) => void): Promise<void> {
  const sizes = isQuick ? SIZES.quick : SIZES.whole;
  const world = await createEmptyWorld();
  const servers: Sized[] = [];
  try {
    for (const kind of ["mysql", "sqlite"] as const) {
      for (const size of Object.values(sizes)) {
        const began = performance.now();
        servers.push(await startSized(world, kind, size));
        print(`${kind}: ${size} users in ${((performance.now() - began) / 1000).toFixed(0)} s`);
      }
    }
    const found = table(await measureAll(servers, isQuick, print), servers, sizes, world.version);
    for (const row of found.rows) print(row.join(" | "));
    if (!isQuick) keep({ name: "scale", table: found });
  } finally {
    for (const { server } of servers) await server.stop();
    await world.stop();
  }
}
