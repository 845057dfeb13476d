import lighthouse, { type Flags, type RunnerResult } from "lighthouse";
import { launchChromium } from "./browser";
import { freePort } from "./server-process";

export const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;
type Scores = Record<(typeof CATEGORIES)[number], number>;

/** Of a hundred, as Lighthouse judges a page for a phone; what cost points; by how much the CPU was slowed; how fast the machine is. */
export type Judgement = { scores: Scores; costly: string[]; slowdown: number; benchmarkIndex: number };

const DEFAULT_SLOWDOWN = 4;
/** The middle of Lighthouse's "high-end desktop", out of which the default makes a phone of the middle class. */
const HIGH_END_DESKTOP = 1_750;

/**
 * How much slower than this machine the phone shall be: less, the slower the machine is itself, as Lighthouse's
 * docs/throttling.md has it ("Calibrating the CPU slowdown": 2 (1 to 5) for a low-end desktop of 1,000 to 1,500).
 */
export const slowdownFor = (benchmarkIndex: number): number =>
  DEFAULT_SLOWDOWN * Math.min(1, benchmarkIndex / HIGH_END_DESKTOP);

/** Its own words for a trace that came out broken (NO_NAVSTART and the like): "Please run Lighthouse again". */
const ATTEMPTS = 5;

/** @throws Error when no attempt gave a judgement, which then names what each complained of */
async function report(url: string, slowdown: number, cookie?: string): Promise<RunnerResult["lhr"]> {
  const complaints: string[] = [];
  while (complaints.length < ATTEMPTS) {
    const lhr = await inNewBrowser(url, slowdown, cookie);
    if (lhr && !lhr.runtimeError) return lhr;
    complaints.push(lhr?.runtimeError?.message ?? "no report");
  }
  throw new Error(`Lighthouse gave up on ${url}: ${complaints.join("; ")}`);
}

async function inNewBrowser(
  url: string,
  cpuSlowdownMultiplier: number,
  cookie?: string,
): Promise<RunnerResult["lhr"] | undefined> {
  const port = await freePort();
  const chromium = await launchChromium([`--remote-debugging-port=${port}`]);
  try {
    const flags: Flags = {
      port,
      output: "json",
      logLevel: "silent",
      onlyCategories: [...CATEGORIES],
      throttling: { cpuSlowdownMultiplier },
      ...(cookie && { extraHeaders: { Cookie: cookie } }),
    };
    return (await lighthouse(url, flags))?.lhr;
  } finally {
    await chromium.close();
  }
}

/**
 * @param slowdown how much slower than this machine the phone is; Lighthouse's own default is 4
 * @param cookie the Cookie field of somebody who is signed in
 */
export async function judge(url: string, slowdown = DEFAULT_SLOWDOWN, cookie?: string): Promise<Judgement> {
  const lhr = await report(url, slowdown, cookie);
  const costly = Object.values(lhr.audits)
    .filter(({ score }) => score !== null && score < 0.9)
    .map(({ id, title, displayValue }) => [id, title, displayValue].filter(Boolean).join(": "));
  const scoreOf = (name: keyof Scores) => Math.round((lhr.categories[name]?.score ?? 0) * 100);
  const scores = {
    performance: scoreOf("performance"),
    accessibility: scoreOf("accessibility"),
    "best-practices": scoreOf("best-practices"),
    seo: scoreOf("seo"),
  };
  return { scores, costly, slowdown, benchmarkIndex: lhr.environment.benchmarkIndex };
}
