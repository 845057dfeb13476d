import type { Page } from "playwright-core";
import { expect } from "vitest";
import { violationsOf } from "./axe";
import { NARROW, WIDE } from "./browser";

/** Ignored by git, kept by the CI: every page and state in both themes, wide and narrow. */
const SHOTS = "reports/screenshots";
const SIZES = [WIDE, NARROW];
const SCHEMES = ["light", "dark"] as const;

/** Waits for what moves, but not for what moves for ever. */
async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** By how much the page is too wide, as one line; nothing where it fits. */
async function sidewaysScroll(page: Page): Promise<string[]> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return excess > 0 ? [`too wide by ${excess} px`] : [];
}

/** What is on the page now, light and dark, wide and narrow: it fits, axe finds nothing, and a picture is kept. */
export async function checkLooks(page: Page, name: string): Promise<void> {
  // By what is wrong, so that what is wrong everywhere is told once.
  const found: Record<string, string[]> = {};
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await untilStill(page);
      const look = `${name}-${size.width}-${colorScheme}`;
      // A dialog lies over what is seen, and would be lost in the middle of a whole page.
      const fullPage = (await page.getByRole("dialog").count()) === 0;
      // Bars that stay in place would be in the middle of it.
      if (fullPage) await page.evaluate(() => window.scrollTo(0, 0));
      await page.screenshot({ path: `${SHOTS}/${look}.png`, fullPage, animations: "disabled" });
      for (const wrong of [...(await violationsOf(page)), ...(await sidewaysScroll(page))]) {
        found[wrong] = [...(found[wrong] ?? []), look];
      }
    }
  }
  await page.emulateMedia({ colorScheme: SCHEMES[0] });
  await page.setViewportSize(WIDE);
  // The test goes on, as what follows is worth knowing too.
  expect.soft(found).toEqual({});
}

export type PageCheck = { path: string; heading: string; name: string; waitFor?: string };

/** Opens a page, waits for its one heading of the first rank and for a text that it loads, and looks at it. */
export async function checkPage(page: Page, url: string, { path, heading, name, waitFor }: PageCheck): Promise<void> {
  await page.goto(url + path);
  await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  if (waitFor) await page.getByText(waitFor).locator("visible=true").first().waitFor();
  await page.waitForLoadState("networkidle");
  expect(await page.getByRole("heading", { level: 1 }).count(), `headings of the first rank at ${path}`).toBe(1);
  await checkLooks(page, name);
}
