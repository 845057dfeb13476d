import type { Server } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabaseKind } from "../helpers/database";
import { atLeast, type Figure, none, publish } from "../helpers/figures";
import { listenFront } from "../helpers/front";
import { FAULTS, Ledger } from "../helpers/fuzz-answers";
import { fuzzOperations } from "../helpers/fuzz-document";
import { fuzz } from "../helpers/fuzz-run";
import { fuzzRequests, proveSeed } from "../helpers/prove-profile";

let server: Server;
let port = 0;

beforeAll(async () => {
  ({ server, port } = await listenFront());
});

afterAll(() => server.close());

function describeKinds(ledger: Ledger): string {
  const lines = [...ledger.kinds].map(([kind, { sent, succeeded, refused }]) => {
    return `  ${kind.padEnd(28)} ${String(sent).padStart(7)} sent ${String(succeeded).padStart(7)} accepted ${String(refused).padStart(7)} refused`;
  });
  return lines.sort().join("\n");
}

function describeFound({ found }: Ledger): string {
  return found.map(({ fault, kind, line }) => `\n${fault} (${kind})\n  ${line}`).join("\n");
}

function figuresOf(ledger: Ledger, seconds: number): Figure[] {
  const never = fuzzOperations.filter(({ id }) => !ledger.succeeded.has(id)).map(({ id }) => id);
  return [
    atLeast("requests", ledger.total, fuzzRequests),
    ...FAULTS.map((fault) => none(fault, ledger.counts.get(fault) ?? 0)),
    {
      what: "operations that also succeeded",
      measured: `${fuzzOperations.length - never.length} of ${fuzzOperations.length}${never.length > 0 ? `, not ${never.join(", ")}` : ""}`,
      wanted: "all, where all come up",
      holds: never.length === 0 || fuzzRequests < 2_000,
    },
    { what: "seconds", measured: seconds.toFixed(0), wanted: "any", holds: true },
  ];
}

it("I1 to I19, Z1 to Z3: whatever is sent is answered as the document says, and changes nothing that it must not", async () => {
  const ledger = new Ledger();
  const started = performance.now();
  await fuzz({ port, ledger }, fuzzRequests, proveSeed);
  const title = `Hostile input on ${testDatabaseKind}, seed ${proveSeed}`;
  const figures = figuresOf(ledger, (performance.now() - started) / 1000);
  publish(`fuzz-${testDatabaseKind}`, title, figures);
  process.stdout.write(`${describeKinds(ledger)}\n${describeFound(ledger)}\n`);
  expect(figures.filter(({ holds }) => !holds)).toEqual([]);
});
