import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, openPage, otherThan } from "../helpers/browser";
import { call, cookieOf } from "../helpers/http";
import { linkFromMail } from "../helpers/mail-files";
import { nextCode } from "../helpers/next-code";
import { checkLooks, checkPage } from "../helpers/page-check";
import { enterPassword, makePerson, signInByPassword, signOutFrom } from "../helpers/smoke-person";
import { openWeb, type Web } from "../helpers/web";

const GRACE = { name: "Grace Hopper", email: "grace@example.org", password: "plum-orbit-canvas-heron" };
const NEW_EMAIL = "g.hopper@example.org";
const NEW_PASSWORD = "a-quiet-harbour-at-dawn";

const OWN_PAGES = [
  { path: "/account", heading: "Your account", name: "own-account", waitFor: "Member since" },
  { path: "/account/security", heading: "Security", name: "own-security", waitFor: "You have none." },
  { path: "/account/sessions", heading: "Sessions", name: "own-sessions", waitFor: "this one" },
  { path: "/account/api-keys", heading: "API keys", name: "own-api-keys", waitFor: "You have no keys." },
  { path: "/account/activity", heading: "Activity", name: "own-activity", waitFor: "Signed in" },
];

// With CI set the summary fails for what was left out.
describe.runIf(findChromium() !== undefined)("an account's pages in Chromium", () => {
  let web: Web;

  beforeAll(async () => {
    web = await openWeb();
    await makePerson(web.url, web.mailDir, GRACE);
  });

  afterAll(() => web.close());

  async function ageSessions(): Promise<void> {
    await web.db.session.updateMany({ data: { authenticatedAt: new Date(Date.now() - 3_600_000) } });
  }

  it("renders every page of the account, without a complaint", async () => {
    const { page } = await openPage(web.browser);
    await signInByPassword(page, web.url, GRACE);
    for (const check of OWN_PAGES) await checkPage(page, web.url, check);
    await page.close();
  });

  it("changes the name, and says how strong a new password is before it is sent", async () => {
    const { page, complaints } = await openPage(web.browser);
    await page.goto(`${web.url}/account`);
    await page.getByLabel("Your name").fill("Grace B. Hopper");
    await page.getByRole("button", { name: "Save the name" }).click();
    await page.getByRole("definition").filter({ hasText: "Grace B. Hopper" }).waitFor();
    await page.goto(`${web.url}/account/security`, { waitUntil: "networkidle" });
    const scripts = () => page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
    const before = await scripts();
    await page.getByLabel("New password", { exact: true }).fill("passwordpassword");
    await page.getByText("Very weak").waitFor();
    // The lists are large, so they come with the first key stroke and not before.
    expect((await scripts()).filter((name) => !before.includes(name) && name.endsWith(".js"))).not.toEqual([]);
    await checkLooks(page, "strength-weak");
    await page.getByLabel("New password", { exact: true }).fill("plum orbit canvas heron lantern");
    await page.getByText("Strong", { exact: true }).waitFor();
    await checkLooks(page, "strength-strong");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("asks for the password again when the sign-in is old, and then makes an API key that works", async () => {
    const { page, complaints } = await openPage(web.browser);
    await ageSessions();
    await page.goto(`${web.url}/account/api-keys`);
    await page.getByLabel("Name", { exact: true }).fill("Nightly export");
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByText("at least 1 item").waitFor();
    await page.getByRole("checkbox", { name: "Read your own account" }).check();
    await page.getByRole("button", { name: "Make the key" }).click();
    const prompt = page.getByRole("dialog", { name: "Is it you?" });
    await prompt.getByLabel("Your password", { exact: true }).fill("not this one at all");
    await prompt.getByRole("button", { name: "Go on" }).click();
    await prompt.getByText("Is not your password.").waitFor();
    await checkLooks(page, "reauthentication");
    await prompt.getByLabel("Your password", { exact: true }).fill(GRACE.password);
    await prompt.getByRole("button", { name: "Go on" }).click();
    const dialog = page.getByRole("dialog", { name: "Nightly export" });
    const key = await dialog.locator("[data-secret]").textContent();
    await checkLooks(page, "new-key");
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    await page.getByRole("button", { name: "Rename: Nightly export" }).click();
    await page.getByLabel("New name").fill("Weekly export");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Rename: Weekly export" }).waitFor();
    await checkLooks(page, "api-keys-some");
    const headers = { authorization: `Bearer ${key}` };
    expect((await fetch(`${web.url}/api/account/factors`, { headers })).status).toBe(200);
    await page.getByRole("button", { name: "Revoke: Weekly export" }).click();
    await checkLooks(page, "revoke");
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("You have no keys.").waitFor();
    expect((await fetch(`${web.url}/api/account/factors`, { headers })).status).toBe(401);
    expect(otherThan(complaints, 403)).toEqual([]);
    await page.close();
  });

  it("ends the other sessions", async () => {
    const credentials = { email: GRACE.email, password: GRACE.password };
    const elsewhere = cookieOf(await call("POST", `${web.url}/api/auth/sign-in`, { body: credentials }));
    const { page, complaints } = await openPage(web.browser);
    await page.goto(`${web.url}/account/sessions`);
    await page.getByRole("button", { name: "End: Unknown device" }).first().waitFor();
    await checkLooks(page, "sessions-several");
    await page.getByRole("button", { name: "End all others" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End all others" }).click();
    await expect.poll(() => page.getByRole("main").getByRole("listitem").count()).toBe(1);
    expect((await call("GET", `${web.url}/api/sessions`, { cookie: elsewhere })).status).toBe(401);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("moves the account to another address, by the link that is mailed to it", async () => {
    const { page, complaints } = await openPage(web.browser);
    await page.goto(`${web.url}/account`);
    await page.getByLabel("New e-mail address").fill(NEW_EMAIL);
    await page.getByRole("button", { name: "Change the address" }).click();
    await page.getByText("Your address changes once you have opened it.").waitFor();
    await page.goto(await linkFromMail(web.mailDir, "confirmEmail", NEW_EMAIL));
    await page.getByRole("button", { name: "Use this address" }).click();
    await page.getByText("From now on this is the address").waitFor();
    expect(page.url()).toBe(`${web.url}/confirm-email`);
    await signOutFrom(page, web.url);
    await signInByPassword(page, web.url, { ...GRACE, email: NEW_EMAIL });
    await page.getByText(NEW_EMAIL).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("chooses a new password by the mailed link", async () => {
    const { page, complaints } = await openPage(web.browser);
    await signOutFrom(page, web.url);
    await page.goto(`${web.url}/sign-in`);
    await page.getByRole("link", { name: "I have forgotten my password" }).click();
    await page.getByRole("heading", { name: "Forgotten password" }).waitFor();
    await page.getByLabel("E-mail address").fill(NEW_EMAIL);
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByText("a link is on its way").waitFor();
    await page.goto(await linkFromMail(web.mailDir, "resetPassword", NEW_EMAIL));
    await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Save the password" }).click();
    await page.getByText("Your password is set").waitFor();
    await signInByPassword(page, web.url, { email: NEW_EMAIL, password: NEW_PASSWORD });
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("sets an authenticator app up, and signs in in two steps", async () => {
    const { page, complaints } = await openPage(web.browser);
    await page.goto(`${web.url}/account/security`);
    await page.getByRole("button", { name: "Set up an authenticator app" }).click();
    const secret = (await page.locator("[data-secret]").textContent())?.replaceAll(" ", "") ?? "";
    await checkLooks(page, "totp-set-up");
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    await page.getByLabel("Code", { exact: true }).fill(totp.generate());
    await page.getByRole("button", { name: "Turn it on" }).click();
    const codes = page.getByRole("dialog", { name: "Your recovery codes" });
    await codes.waitFor();
    expect(await codes.getByRole("listitem").count()).toBe(10);
    const recoveryCode = (await codes.getByRole("listitem").first().textContent()) ?? "";
    await checkLooks(page, "recovery-codes");
    await codes.getByRole("button", { name: "I have kept them" }).click();
    await page.getByText("10 recovery codes are left").waitFor();
    await checkLooks(page, "totp-on");
    await signOutFrom(page, web.url);

    await enterPassword(page, web.url, { email: NEW_EMAIL, password: NEW_PASSWORD });
    const code = page.getByLabel("Code", { exact: true });
    await expect.poll(() => code.evaluate((element) => element === document.activeElement)).toBe(true);
    await code.fill("000000");
    await checkLooks(page, "second-factor");
    await code.fill(nextCode(totp));
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("Member since").waitFor();
    await signOutFrom(page, web.url);

    await enterPassword(page, web.url, { email: NEW_EMAIL, password: NEW_PASSWORD });
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code").fill(recoveryCode);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("Member since").waitFor();
    await page.goto(`${web.url}/account/security`);
    await page.getByText("9 recovery codes are left").waitFor();
    await page.goto(`${web.url}/account/activity`);
    await page.getByText("Recovery code used").waitFor();
    await checkLooks(page, "activity-some");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("deletes the account once its address is typed", async () => {
    const { page, complaints } = await openPage(web.browser);
    await page.goto(`${web.url}/account`);
    const button = page.getByRole("button", { name: "Delete the account" });
    expect(await button.isDisabled()).toBe(true);
    await page.getByLabel("type its e-mail address").fill(NEW_EMAIL);
    await button.click();
    await expect.poll(() => page.url()).toBe(`${web.url}/`);
    // Leaving while the page still asks who is signed in would count as a failed request.
    await page.waitForLoadState("networkidle");
    await page.goto(`${web.url}/account`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });
});
