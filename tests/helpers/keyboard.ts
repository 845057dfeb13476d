import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

const MAX_STEPS = 80;

const hasFocus = (target: Locator) => target.evaluate((element) => element === document.activeElement);

/** Whether anything but the caret tells where the focus is: an outline or a shadow, of the element or of what frames it. */
function isFocusShown(): boolean {
  let element = document.activeElement;
  // Past the last element the focus is in the browser's own bars.
  if (element === document.body) return true;
  for (let step = 0; step < 3 && element; step += 1) {
    const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(element);
    const hasOutline = outlineStyle !== "none" && outlineWidth !== "0px";
    if (hasOutline || boxShadow !== "none") return true;
    // Text fields change the colour of their border.
    if (element.matches("input, textarea, select") && borderColor !== "") return element.matches(":focus-visible");
    element = element.parentElement;
  }
  return false;
}

/** Tabs on until the element has the focus, as somebody without a mouse would; wherever it stops on the way, one sees it. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let step = 0; step < MAX_STEPS; step += 1) {
    if (await hasFocus(target)) return;
    await page.keyboard.press("Tab");
    expect(
      await page.evaluate(isFocusShown),
      await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 300)),
    ).toBe(true);
  }
  throw new Error(`Tab never came to ${target}`);
}

/** Tabs to a field and fills it in. */
export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(text);
}

/** Tabs to a button or a link, and presses it. */
export async function pressOn(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}
