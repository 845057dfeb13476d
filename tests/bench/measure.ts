import { median } from "../helpers/statistics";
import type { Request } from "./load";
import { load } from "./load";
import { cpuMsOf } from "./process-figures";
import type { Server } from "./servers";

/** What one server is asked, under the name that the figure has. */
export type Turn = { figure: string; server: Server; requests: readonly Request[]; connections?: number };

type Figures = { perSecond: number; cpuMs: number; p99: number; failed: number };

export type Kind = "perSecond" | "cpuMs" | "p99";

export type Sample = Figures & { figure: string; round: number };

export type Medians = Readonly<Record<string, Figures>>;

type Pace = {
  rounds: number;
  seconds: number;
  warmUpSeconds: number;
  /** Once for each turn, before all rounds: the compiler needs some thousand calls of what a server does seldom. */
  firstWarmUpSeconds: number;
};

const CONNECTIONS = 16;

async function take({ figure, server, requests, connections = CONNECTIONS }: Turn, round: number, pace: Pace) {
  const target = { url: server.url, connections, requests };
  // A server that has been idle is slow for some time.
  const warm = await load({ ...target, seconds: pace.warmUpSeconds });
  const before = cpuMsOf(server.pid);
  // With many connections those that are being answered at the end, and are not counted, are a large part of a short turn.
  const length = pace.seconds * Math.ceil(Math.sqrt(connections / CONNECTIONS));
  const { answered, seconds, failed, p99 } = await load({ ...target, seconds: length });
  const cpuMs = (cpuMsOf(server.pid) - before) / answered;
  return { figure, round, perSecond: answered / seconds, cpuMs, p99, failed: failed + warm.failed };
}

/** Round after round, each turn once a round: what the machine does besides then meets all of them alike. */
export async function measure(turns: readonly Turn[], pace: Pace, print: (line: string) => void): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const { server, requests } of new Map(turns.map((turn) => [turn.figure, turn])).values()) {
    await load({ url: server.url, connections: CONNECTIONS, requests, seconds: pace.firstWarmUpSeconds });
  }
  for (let round = 0; round < pace.rounds; round += 1) {
    // Every other round the other way round, so that none always comes behind the same one.
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) {
      const sample = await take(turn, round, pace);
      samples.push(sample);
      const { perSecond, cpuMs, p99, failed } = sample;
      const failures = failed > 0 ? `  ${failed} FAILED` : "";
      const figures = `${perSecond.toFixed(0).padStart(7)}/s ${cpuMs.toFixed(3).padStart(8)} ms`;
      print(`${round + 1}/${pace.rounds}  ${turn.figure.padEnd(38)} ${figures}  p99 ${p99.toFixed(1)} ms${failures}`);
    }
  }
  return samples;
}

/**
 * A figure against another one: the middle of the rounds' ratios. What stands near each other in a round has had the same
 * from the machine, whose speed differs by a half from one minute to the next.
 * @returns null where one of them was not measured
 */
export function ratioOf(samples: readonly Sample[], of: string, to: string, kind: Kind): number | null {
  const rounds = [...new Set(samples.map(({ round }) => round))];
  const ratios = rounds.map((round) => {
    const middle = (figure: string) =>
      median(samples.filter((one) => one.round === round && one.figure === figure).map((one) => one[kind]));
    return middle(of) / middle(to);
  });
  return ratios.length === 0 || ratios.some(Number.isNaN) ? null : median(ratios);
}

/** The middle of each figure's rounds; failures are added up. */
export function mediansOf(samples: readonly Sample[]): Medians {
  const figures = [...new Set(samples.map(({ figure }) => figure))];
  const middles = figures.map((figure): [string, Figures] => {
    const all = samples.filter((sample) => sample.figure === figure);
    const perSecond = median(all.map((sample) => sample.perSecond));
    const cpuMs = median(all.map((sample) => sample.cpuMs));
    const p99 = median(all.map((sample) => sample.p99));
    return [figure, { perSecond, cpuMs, p99, failed: all.reduce((sum, { failed }) => sum + failed, 0) }];
  });
  return Object.fromEntries(middles);
}
