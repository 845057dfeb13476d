import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakTable } from "../helpers/broken-table";
import { findChromium, newVisitor, openPage, otherThan } from "../helpers/browser";
import { expectNothingInternal } from "../helpers/envelope";
import { checkLooks } from "../helpers/page-check";
import { makePerson, signInByPassword } from "../helpers/smoke-person";
import { openWeb, type Web } from "../helpers/web";

const GRACE = { name: "Grace Hopper", email: "grace@example.org", password: "plum-orbit-canvas-heron" };

// With CI set the summary fails for what was left out.
describe.runIf(findChromium() !== undefined)("pages that there are not, and pages that fail, in Chromium", () => {
  let web: Web;

  beforeAll(async () => {
    web = await openWeb();
    await makePerson(web.url, web.mailDir, GRACE);
  });

  afterAll(() => web.close());

  it("shows the request ID of a page that there is not, ready to be copied", async () => {
    const { page, complaints } = await openPage(web.browser);
    const answer = await page.goto(`${web.url}/nowhere`);
    expect(answer?.status()).toBe(404);
    await page.getByRole("heading", { level: 1, name: "There is nothing here" }).waitFor();
    const requestId = answer?.headers()["x-request-id"] ?? "";
    await page.getByText(requestId, { exact: true }).waitFor();
    await page.getByRole("button", { name: "Copy the request ID" }).click();
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(requestId);
    await checkLooks(page, "not-found");
    await page.getByRole("link", { name: "To the start page" }).click();
    await expect.poll(() => page.url()).toBe(`${web.url}/`);
    expect(otherThan(complaints, 404)).toEqual([]);
    await page.close();
  });

  it("shows the request ID of a page that fails, which its log line has as well, and nothing of why", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page } = await openPage(visitor);
    await signInByPassword(page, web.url, GRACE);
    const mend = await breakTable(web.db, "sessions");
    const answer = await page.goto(`${web.url}/account/security`);
    await mend();
    await page.getByRole("heading", { level: 1, name: "Something went wrong on our side" }).waitFor();
    const requestId = answer?.headers()["x-request-id"] ?? "";
    await page.getByText(requestId, { exact: true }).waitFor();
    expectNothingInternal(await page.content());
    expect(web.server.output()).toContain(requestId);
    await checkLooks(page, "error");
    await page.getByRole("button", { name: "Copy the request ID" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(requestId);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { level: 1, name: "Security" }).waitFor();
    await visitor.close();
  });

  it("is a page that there is not, where a user asks for what is for administrators", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page, complaints } = await openPage(visitor);
    await signInByPassword(page, web.url, GRACE);
    for (const path of ["/admin/users", "/admin/audit", "/admin/system"]) {
      expect((await page.goto(web.url + path))?.status(), path).toBe(404);
      await page.getByRole("heading", { level: 1, name: "There is nothing here" }).waitFor();
    }
    expect(otherThan(complaints, 404)).toEqual([]);
    await visitor.close();
  });

  it("has no mailbox for developers where none was asked for", async () => {
    expect((await fetch(`${web.url}/dev/mailbox`)).status).toBe(404);
  });

  it("remembers the colour scheme that was chosen, and follows the device until then", async () => {
    const visitor = await newVisitor(web.chromium);
    const { page, complaints } = await openPage(visitor);
    const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(`${web.url}/sign-in`);
    expect(await scheme()).toBe("dark");
    await page.getByRole("button", { name: "Colour scheme" }).click();
    await expect.poll(scheme).toBe("light");
    await page.goto(`${web.url}/sign-up`);
    expect(await scheme()).toBe("light");
    expect(complaints).toEqual([]);
    await visitor.close();
  });
});
