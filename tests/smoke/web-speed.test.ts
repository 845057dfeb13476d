import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, openPage } from "../helpers/browser";
import { CATEGORIES, type Judgement, judge, slowdownFor } from "../helpers/lighthouse";
import { scriptWeightOf } from "../helpers/script-weight";
import { signInAdmin } from "../helpers/smoke-admin";
import { median } from "../helpers/statistics";
import { openWeb, type Web } from "../helpers/web";

const MAX_SCRIPT_BYTES = 200_000;
const MIN_SCORE = 95;
/** Speed is judged where it was asked for, on a machine that has nothing else to do; elsewhere it is printed. */
const judgesSpeed = process.env.npm_lifecycle_event === "prove:lighthouse";
const JUDGED = CATEGORIES.filter((name) => name !== "performance" || judgesSpeed);
/** The best counts: what else the machine does can only cost points. */
const RUNS = judgesSpeed ? 5 : 2;
const JUDGED_WITHIN_MS = 300_000;

const lowest = ({ scores }: Judgement) => Math.min(...JUDGED.map((name) => scores[name]));

/** As a fast desktop first; then, where that is not enough, by the speed that the machine has been seen to have. */
async function bestOf(judgeOnce: (slowdown?: number) => Promise<Judgement>): Promise<Judgement> {
  const verdicts = [await judgeOnce()];
  const best = () => verdicts.reduce((one, other) => (lowest(other) > lowest(one) ? other : one));
  while (verdicts.length < RUNS && lowest(best()) < MIN_SCORE) {
    const slowdown = slowdownFor(median(verdicts.map(({ benchmarkIndex }) => benchmarkIndex)));
    verdicts.push(await judgeOnce(slowdown));
  }
  return best();
}

const described = (path: string, { scores, slowdown }: Judgement) =>
  `${path}: ${CATEGORIES.map((name) => `${name} ${scores[name]}`).join(", ")} (CPU ${slowdown.toFixed(1)} times slower)\n`;

// With CI set the summary fails for what was left out.
describe.runIf(findChromium() !== undefined)("the speed of pages", () => {
  let web: Web;

  beforeAll(async () => {
    web = await openWeb({ admin: true, people: 200 });
  });

  afterAll(() => web.close());

  it("ships the sign-in page with less than 200 KB of compressed JavaScript", async () => {
    const { page } = await openPage(web.browser);
    const weight = await scriptWeightOf(page, `${web.url}/sign-in`);
    process.stdout.write(`/sign-in ships ${weight} bytes of compressed JavaScript.\n`);
    expect(weight).toBeLessThan(MAX_SCRIPT_BYTES);
    await page.close();
  });

  it.each([
    { path: "/", isSignedIn: false },
    { path: "/sign-in", isSignedIn: false },
    { path: "/admin/users", isSignedIn: true },
  ])(
    "has Lighthouse give $path at least 95 in every category that is judged",
    async ({ path, isSignedIn }) => {
      const cookie = isSignedIn ? await signInAdmin(web.url) : undefined;
      const best = await bestOf((slowdown) => judge(web.url + path, slowdown, cookie));
      process.stdout.write(described(path, best));
      const { scores, costly } = best;
      for (const name of JUDGED) expect(scores[name], [name, ...costly].join("\n")).toBeGreaterThanOrEqual(MIN_SCORE);
    },
    JUDGED_WITHIN_MS,
  );
});
