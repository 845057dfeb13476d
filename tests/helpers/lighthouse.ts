import lighthouse, { type Flags } from "lighthouse";
import { launchChromium } from "./browser";
import { freePort } from "./server-process";

export const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;
type Scores = Record<(typeof CATEGORIES)[number], number>;

/** Of a hundred, as Lighthouse judges a page for a phone; and what cost points. */
export type Judgement = { scores: Scores; costly: string[] };

/** @param cookie the Cookie field of somebody who is signed in */
export async function judge(url: string, cookie?: string): Promise<Judgement> {
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
    const lhr = (await lighthouse(url, flags))?.lhr;
    if (!lhr || lhr.runtimeError) throw new Error(`Lighthouse gave up on ${url}: ${lhr?.runtimeError?.message}`);
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
  } finally {
    await chromium.close();
  }
}
