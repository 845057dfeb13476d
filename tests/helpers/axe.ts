import { type AxeResults, source } from "axe-core";
import type { Page } from "playwright-core";

/** Everything that axe finds wrong with what the page shows now, each as one line; every rule that is on by default. */
export async function violationsOf(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which no policy of the page concerns.
  await page.evaluate(source);
  const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${help}: ${html} ${failureSummary.replaceAll(/\s+/g, " ")}`),
  );
}
