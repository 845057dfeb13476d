import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resourcePages } from "@/client/texts/resource-pages";
import { findChromium, openPage } from "../helpers/browser";
import { call } from "../helpers/http";
import { linkFromMail } from "../helpers/mail-files";
import { checkLooks, checkPage } from "../helpers/page-check";
import { ADMIN } from "../helpers/smoke-admin";
import { makePerson, signInByPassword } from "../helpers/smoke-person";
import { openWeb, type Web } from "../helpers/web";

const KATHERINE = { name: "Katherine Johnson", email: "katherine@example.org", password: "plum-orbit-canvas-heron" };
const { name: _name, ...KATHERINE_CREDENTIALS } = KATHERINE;
const SEEDED = 200;
const AT_ONCE = 25;

const rows = (page: Page) => page.locator("tbody tr");
const rowOf = (page: Page, text: string) => rows(page).filter({ hasText: text });

async function choose(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

// With CI set the summary fails for what was left out.
describe.runIf(findChromium() !== undefined)("an administrator's pages in Chromium", () => {
  let web: Web;
  let userPath: string;

  beforeAll(async () => {
    web = await openWeb({ admin: true, people: SEEDED });
    await makePerson(web.url, web.mailDir, KATHERINE);
    const signedIn = await call("POST", `${web.url}/api/auth/sign-in`, { body: KATHERINE_CREDENTIALS });
    expect(signedIn.status).toBe(200);
  });

  afterAll(() => web.close());

  it("leads from the list to a user", async () => {
    const { page, complaints } = await openPage(web.browser);
    await signInByPassword(page, web.url, ADMIN);
    await page.getByRole("link", { name: "Users" }).click();
    await page.getByRole("link", { name: KATHERINE.name }).click();
    await page.getByRole("heading", { level: 1, name: KATHERINE.name }).waitFor();
    await page.getByText(KATHERINE.email).first().waitFor();
    userPath = new URL(page.url()).pathname;
    expect(userPath).toMatch(/^\/admin\/users\/[0-9a-f-]{36}$/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("renders the pages for administrators, without a complaint", async () => {
    const { page, complaints } = await openPage(web.browser);
    const people = `${SEEDED + 2} people`;
    await checkPage(page, web.url, { path: userPath, heading: KATHERINE.name, name: "user", waitFor: KATHERINE.email });
    await checkPage(page, web.url, { path: "/admin/audit", heading: "Audit log", name: "audit", waitFor: "Signed in" });
    await checkPage(page, web.url, { path: "/admin/users", heading: "Users", name: "users", waitFor: people });
    await checkPage(page, web.url, { path: "/admin/system", heading: "System", name: "system", waitFor: "Ready" });
    for (const { path, label: heading } of resourcePages) {
      await checkPage(page, web.url, { path, heading, name: `resource${path.replaceAll("/", "-")}` });
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("lists, searches, filters, sorts and loads more, and keeps the choice in the address", async () => {
    const { page, complaints } = await openPage(web.browser);
    await page.goto(`${web.url}/admin/users`);
    await page.getByText(`${SEEDED + 2} people`).waitFor();
    expect(await rows(page).count()).toBe(AT_ONCE);
    await page.getByRole("button", { name: "Load more" }).click();
    await expect.poll(() => rows(page).count()).toBe(2 * AT_ONCE);
    await page.getByLabel("Search").fill("angstr");
    await rowOf(page, "Åsa Ångström").first().waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get("q")).toBe("angstr");
    await page.getByLabel("Search").fill("nobody has such a name");
    await page.getByText("Nobody fits.").waitFor();
    await checkLooks(page, "users-none");
    await page.getByRole("link", { name: "Clear the filters" }).click();
    await page.getByText(`${SEEDED + 2} people`).waitFor();
    await page.getByLabel("Role").selectOption("ADMIN");
    await expect.poll(() => rows(page).filter({ hasNotText: "Administrator" }).count()).toBe(0);
    await page.getByLabel("Sort by").selectOption("name");
    await expect.poll(() => new URL(page.url()).search).toBe("?role=ADMIN&sort=name");
    await page.reload();
    await page.getByRole("columnheader", { name: "Name" }).and(page.locator("[aria-sort=ascending]")).waitFor();
    expect(await page.getByLabel("Role").inputValue()).toBe("ADMIN");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("invites somebody, edits them, and disables several at once", async () => {
    const { page, complaints } = await openPage(web.browser);
    await page.goto(`${web.url}/admin/users`);
    await page.getByRole("button", { name: "Invite somebody" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("E-mail address").fill("joan@example.org");
    await dialog.getByLabel("Name").fill("Joan Clarke");
    await checkLooks(page, "users-invite");
    await dialog.getByRole("button", { name: "Invite" }).click();
    await rowOf(page, "Joan Clarke").waitFor();
    expect(await linkFromMail(web.mailDir, "setPassword", "joan@example.org")).toContain("/reset-password#token=");
    await choose(page, "Joan Clarke", "Edit");
    await page.getByRole("dialog").getByLabel("Name").fill("Joan Clarke Murray");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await rowOf(page, "Joan Clarke Murray").waitFor();
    await page.getByLabel("Search").fill("joan");
    await page.getByText("1 person").waitFor();
    await page.getByRole("checkbox", { name: "Select all that are shown" }).check();
    await checkLooks(page, "users-selected");
    await page.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Disable" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
    await expect.poll(() => rows(page).filter({ hasNotText: "Disabled" }).count()).toBe(0);
    await choose(page, "Joan Clarke Murray", "Enable");
    await rowOf(page, "Joan Clarke Murray").filter({ hasNotText: "Disabled" }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("narrows the audit log by account and by kind", async () => {
    const { page, complaints } = await openPage(web.browser);
    await page.goto(web.url + userPath);
    await page.getByRole("link", { name: "Open it in the audit log" }).click();
    await page.getByLabel("What").selectOption("account.verified");
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(await page.locator("tbody").textContent()).toContain("Address confirmed");
    await checkLooks(page, "audit-filtered");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("acts as the user under a banner, and stops", async () => {
    const { page, complaints } = await openPage(web.browser);
    await page.goto(web.url + userPath);
    await page.getByRole("button", { name: `Act as ${KATHERINE.name}` }).click();
    const banner = page.getByRole("complementary", { name: "Acting as somebody else" });
    await banner.getByText(KATHERINE.name).waitFor();
    await page.getByText("Member since").waitFor();
    await checkLooks(page, "acting");
    for (const path of ["/account/activity", "/account/sessions"]) {
      await page.goto(web.url + path);
      await banner.waitFor();
    }
    expect((await page.goto(`${web.url}/admin/users`))?.status()).toBe(404);
    await page.goto(`${web.url}/account/security`);
    await page.getByText("change nothing of it").waitFor();
    await checkLooks(page, "acting-security");
    await banner.getByRole("button", { name: "Stop" }).click();
    await expect.poll(() => page.url()).toBe(web.url + userPath);
    await page.getByText(KATHERINE.email).first().waitFor();
    expect(await banner.count()).toBe(0);
    expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
    await page.close();
  });

  it("sends a reset link, ends the sessions, disables and removes the user", async () => {
    const { page, complaints } = await openPage(web.browser);
    await page.goto(web.url + userPath);
    await page.getByRole("button", { name: "Send a reset link" }).click();
    await page.getByText("The link is on its way.").waitFor();
    expect(await linkFromMail(web.mailDir, "resetPassword", KATHERINE.email)).toContain("/reset-password#token=");
    await page.getByRole("button", { name: "End all sessions" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End all sessions" }).click();
    await page.getByText("Signed in nowhere.").waitFor();
    await page.getByLabel("State").selectOption("DISABLED");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await checkLooks(page, "user-disabled");
    await page.getByRole("button", { name: "Remove the user" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove the user" }).click();
    await expect.poll(() => page.url()).toBe(`${web.url}/admin/users`);
    await page.getByText(`${SEEDED + 2} people`).waitFor();
    expect(await rowOf(page, KATHERINE.name).count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
