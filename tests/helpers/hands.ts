import type { Locator, Page } from "playwright-core";
import { pressOn, tabTo, typeInto } from "./keyboard";

/** How somebody works a page. */
export type Hands = {
  fill: (field: Locator, text: string) => Promise<void>;
  press: (button: Locator) => Promise<void>;
  tick: (box: Locator) => Promise<void>;
  /** Takes an option of a list by its whole name. */
  choose: (list: Locator, option: string) => Promise<void>;
  /** Opens a menu, and takes one of its items. */
  pick: (menu: Locator, item: Locator) => Promise<void>;
};

export function mouse(): Hands {
  return {
    fill: (field, text) => field.fill(text),
    press: (button) => button.click(),
    tick: (box) => box.click(),
    choose: async (list, option) => {
      await list.selectOption(option);
    },
    pick: async (menu, item) => {
      await menu.click();
      await item.click();
    },
  };
}

const MAX_STEPS = 20;

async function arrowTo(page: Page, item: Locator): Promise<void> {
  await item.waitFor();
  for (let step = 0; step < MAX_STEPS; step += 1) {
    if (await item.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`The arrow never came to ${item}`);
}

/** Without touching the mouse once. */
export function keyboard(page: Page): Hands {
  return {
    fill: (field, text) => typeInto(page, field, text),
    press: (button) => pressOn(page, button),
    tick: async (box) => {
      await tabTo(page, box);
      await page.keyboard.press("Space");
    },
    choose: async (list, option) => {
      await tabTo(page, list);
      await page.keyboard.type(option);
    },
    pick: async (menu, item) => {
      await pressOn(page, menu);
      await arrowTo(page, item);
      await page.keyboard.press("Enter");
    },
  };
}
