import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { MadeWeb } from "./made-web";
import { ADMIN } from "./smoke-admin";

export const PROJECT = { name: "Atlas", budget: "1250.50", stage: "Open" };

/** Of the open field that offers rows. Those of a `select` have no attribute for their role, and those of the others are hidden. */
export const OPTION = '[role="option"]:visible';

export const rowOf = (page: Page, text: string) => page.locator("tbody tr").filter({ hasText: text });
export const dialogOf = (page: Page) => page.getByRole("dialog");

/** A field of the open dialog. The list of what it offers has the same label. */
export const fieldOf = (page: Page, label: string): Locator =>
  dialogOf(page).getByLabel(label, { exact: true }).and(page.locator("input, textarea, select"));

/** Opens the page of a resource, once its list is there. */
export async function openList(page: Page, { url }: MadeWeb, path: string, heading: string): Promise<void> {
  await page.goto(`${url}/admin/${path}`);
  await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  await page.waitForLoadState("networkidle");
}

/** Sends the open dialog's form, which is taken. */
export async function submit(page: Page, button: "Create" | "Save"): Promise<void> {
  await dialogOf(page).getByRole("button", { name: button, exact: true }).click();
  await dialogOf(page).waitFor({ state: "hidden" });
}

/** Sends the open dialog's form, which is refused: that field says why, and has the focus. */
export async function expectRefusal(page: Page, button: "Create" | "Save", label: string): Promise<void> {
  const field = fieldOf(page, label);
  await dialogOf(page).getByRole("button", { name: button, exact: true }).click();
  await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
  const ids = (await field.getAttribute("aria-describedby"))?.split(/\s+/) ?? [];
  const said = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).textContent()));
  expect(said.join(" ")).toMatch(/\w/);
}

/** Types the beginning of what a field of rows offers, and takes the one that is found, by keyboard alone. */
export async function pickByTyping(page: Page, field: Locator, typed: string, label: string): Promise<void> {
  await field.focus();
  await page.keyboard.type(typed);
  const options = page.locator(OPTION);
  await expect.poll(() => options.allTextContents()).toEqual([label]);
  // With nothing marked it sends nothing.
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => field.inputValue()).toBe(label);
}

/** Fills in what a line item must have, but for the project. */
export async function fillLineItem(page: Page, { rank, extra }: { rank: string; extra: string }): Promise<void> {
  const dialog = dialogOf(page);
  await dialog.getByLabel("Notes").fill("Two lines\nof text");
  await dialog.getByLabel("Extra").fill(extra);
  await dialog.getByLabel("Rank").fill(rank);
  await dialog.getByLabel("Due").fill("2027-02-28T12:30");
}

/** The admin as a field of users shows it. */
export const ADMIN_LABEL = `Ada Lovelace · ${ADMIN.email}`;
