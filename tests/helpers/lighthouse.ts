import lighthouse, { type Flags, type RunnerResult } from "lighthouse";
import { launchChromium } from "./browser";
import { freePort } from "./server-process";

export const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;
type Scores = Record<(typeof CATEGORIES)[number], number>;

/** Of a hundred, as Lighthouse judges a page for a phone; and what cost points. */
export type Judgement = { scores: Scores; costly: string[] };

/** Its own words for a trace that came out broken (NO_NAVSTART and the like): "Please run Lighthouse again". */
const ATTEMPTS = 5;

/** @throws Error when no attempt gave a judgement, which then names what each complained of */
async function report(url: string, cookie?: string): Promise<RunnerResult["lhr"]> {
  const complaints: string[] = [];
  while (complaints.length < ATTEMPTS) {
    const lhr = await inNewBrowser(url, cookie);
    if (lhr && !lhr.runtimeError) return lhr;
    complaints.push(lhr?.runtimeError?.message ?? "no report");
  }
  throw new Error(`Lighthouse gave up on ${url}: ${complaints.join("; ")}`);
}

async function inNewBrowser(url: string, cookie?: string): Promise<RunnerResult["lhr"] | undefined> {
  const port = await freePort();
  const chromium = await launchChromium([`--remote-debugging-port=${port}`]);
  try {
    const flags: Flags = {
      port,
      output: "json",
      logLevel: "silent",
      onlyCategories: [...CATEGORIES],
      ...(cookie && { extraHeaders: { Cookie: cookie } }),
    };
    return (await lighthouse(url, flags))?.lhr;
  } finally {
    await chromium.close();
  }
}

/** @param cookie the Cookie field of somebody who is signed in */
export async function judge(url: string, cookie?: string): Promise<Judgement> {
  const lhr = await report(url, cookie);
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
  return { scores, costly };
}
