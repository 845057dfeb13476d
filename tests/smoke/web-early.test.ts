import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { findChromium, newVisitor, openPage } from "../helpers/browser";
import { call } from "../helpers/http";
import { ADMIN } from "../helpers/smoke-admin";
import { signInByPassword } from "../helpers/smoke-person";
import { openWeb, type Web } from "../helpers/web";
import { refuse } from "../helpers/web-failures";

/** Opens a page as a slow line does: it is there to be seen, and its scripts are still to come. @returns what lets them come */
async function openAsleep(page: Page, url: string): Promise<() => Promise<void>> {
  let wake = () => {};
  const awake = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const isScript = (at: URL) => at.pathname.startsWith("/_next/static/") && at.pathname.endsWith(".js");
  await page.route(isScript, (route) => awake.then(() => route.continue()));
  await page.goto(url, { waitUntil: "commit" });
  return async () => {
    wake();
    await page.waitForLoadState();
  };
}

// With CI set the summary fails for what was left out.
describe.runIf(findChromium() !== undefined)("a click before the page is awake, in Chromium", () => {
  let web: Web;

  beforeAll(async () => {
    web = await openWeb({ admin: true, people: 5 });
    const { page } = await openPage(web.browser);
    await signInByPassword(page, web.url, ADMIN);
    await page.close();
  });

  afterAll(() => web.close());

  it("signs in as soon as it can, with what was typed", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page, complaints } = await openPage(visitor);
    const wake = await openAsleep(page, `${web.url}/sign-in?next=/admin/users`);
    await page.getByLabel("E-mail address").fill(ADMIN.email);
    await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
    await page.keyboard.press("Enter");
    await wake();
    await page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/admin/users");
    expect(complaints).toEqual([]);
    await visitor.close();
  });

  it("opens a dialog, and ticks a box", async () => {
    const { page, complaints } = await openPage(web.browser);
    let wake = await openAsleep(page, `${web.url}/admin/users`);
    await page.getByRole("button", { name: "Invite somebody" }).click();
    expect(await page.getByRole("dialog").count()).toBe(0);
    await wake();
    await page.getByRole("dialog", { name: "Invite somebody" }).waitFor();
    await page.unrouteAll();
    wake = await openAsleep(page, `${web.url}/admin/users`);
    await page.locator("tbody").getByRole("checkbox").last().click();
    await wake();
    await page.getByText("1 selected").waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("filters by what was chosen and typed meanwhile", async () => {
    const { page, complaints } = await openPage(web.browser);
    const wake = await openAsleep(page, `${web.url}/admin/users`);
    await page.getByLabel("Role").selectOption({ label: "Administrator" });
    await page.getByLabel("State").selectOption({ label: "Active" });
    await page.getByLabel("Search").fill(ADMIN.email);
    await wake();
    await expect.poll(() => new URL(page.url()).searchParams.toString()).toContain("q=");
    const asked = Object.fromEntries(new URL(page.url()).searchParams);
    expect(asked).toEqual({ q: ADMIN.email, role: "ADMIN", status: "ACTIVE" });
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
    expect(await page.getByLabel("Search").inputValue()).toBe(ADMIN.email);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("keeps the focus in the page when what was touched goes", async () => {
    expect((await call("POST", `${web.url}/api/auth/sign-in`, { body: ADMIN })).status).toBe(200);
    const { page } = await openPage(web.browser);
    const wake = await openAsleep(page, `${web.url}/account/sessions`);
    await page.getByRole("button", { name: "End: Unknown device" }).first().click();
    await wake();
    await page.getByText("The session has ended.").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.matches("main li"))).toBe(true);
    await page.close();
  });

  it("says what went wrong, though nothing was touched since", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page } = await openPage(visitor);
    const wake = await openAsleep(page, `${web.url}/sign-in`);
    await refuse(page, "auth.signIn", new AppError("INTERNAL_ERROR"));
    await page.getByLabel("E-mail address").fill(ADMIN.email);
    await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await wake();
    await page.getByText("Something went wrong on our side.").waitFor();
    expect(await page.getByLabel("E-mail address").inputValue()).toBe(ADMIN.email);
    await visitor.close();
  });

  it("leaves links to the browser", async () => {
    const { page } = await openPage(web.browser);
    const wake = await openAsleep(page, `${web.url}/forgot-password`);
    await page.getByRole("link", { name: "Gatehouse" }).click();
    await expect.poll(() => page.url()).toBe(`${web.url}/`);
    await wake();
    await page.close();
  });
});
