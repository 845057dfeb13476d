import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, openPage } from "../helpers/browser";
import { checkLooks, checkPage } from "../helpers/page-check";
import { openWeb, type Web } from "../helpers/web";

const GRACE = { name: "Grace Hopper", email: "grace@example.org", password: "plum-orbit-canvas-heron" };

// With CI set the summary fails for what was left out.
describe.runIf(findChromium() !== undefined)("the developers' mailbox in Chromium", () => {
  let web: Web;

  beforeAll(async () => {
    web = await openWeb({ env: { DEV_MAILBOX: "yes" } });
  });

  afterAll(() => web.close());

  it("is empty at first, and then has the mail of a sign-up, whose link works", async () => {
    const { page, complaints } = await openPage(web.browser);
    await checkPage(page, web.url, {
      path: "/dev/mailbox",
      heading: "Mailbox",
      name: "mailbox-empty",
      waitFor: "No mail yet.",
    });
    await page.goto(`${web.url}/sign-up`);
    await page.getByLabel("Name").fill(GRACE.name);
    await page.getByLabel("E-mail address").fill(GRACE.email);
    await page.getByLabel("Password", { exact: true }).fill(GRACE.password);
    await page.getByRole("button", { name: "Open the account" }).click();
    await page.getByText("a link is on its way to it").waitFor();
    const mail = page.getByRole("main").getByRole("link").filter({ hasText: GRACE.email });
    await expect
      .poll(async () => {
        await page.goto(`${web.url}/dev/mailbox`, { waitUntil: "networkidle" });
        return mail.count();
      })
      .toBe(1);
    await checkLooks(page, "mailbox");
    await mail.click();
    await page.getByRole("link", { name: `${web.url}/verify-email` }).waitFor();
    await checkLooks(page, "mailbox-mail");
    await page.getByRole("link", { name: `${web.url}/verify-email` }).click();
    await page.getByRole("button", { name: "This address is mine" }).click();
    await page.getByText("Thank you, the address is yours.").waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });
});
